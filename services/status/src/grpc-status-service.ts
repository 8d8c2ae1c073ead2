import type { NodeChange } from '@tiphys/read-model';
import { type GrpcService, grpcService } from '@tiphys/service-kit';
import {
  StatusServiceService,
  type WatchWorkflowsResponse,
  WatchWorkflowsResponse_Kind,
} from '@tiphys/wire/tiphys';
import type { ArchiveReads } from './archive-reads.ts';
import { StatusError } from './errors.ts';
import type { StatusReads } from './status-reads.ts';
import type { WatchEvent } from './watch-workflows.ts';

/** tiphys.v1.StatusService over the reads; the kit turns what they throw into a status. */
export function statusService(reads: StatusReads, archive: ArchiveReads): GrpcService {
  return grpcService(StatusServiceService, {
    getWorkflow: async ({ uid, namespace, name, minVersion, liveOnly }, { signal }) => {
      const key = uid === '' ? { namespace, name } : { uid };
      const found = await reads.get(key, minVersion, { liveOnly, signal });
      if (found === undefined) throw new StatusError('not_found', `there is no workflow ${uid || name}`);
      return { workflow: json(found.workflow), version: found.version };
    },
    listWorkflows: async (request) => {
      const { workflows, continueToken, version, remaining } = await reads.list(request);
      return { workflows: workflows.map(json), continueToken, version, remaining };
    },
    watchWorkflows: async function* (request, { signal }) {
      for await (const event of reads.watch(request, signal)) yield response(event);
    },
    getArchivedWorkflow: async ({ uid, namespace, name }) => {
      const found = await archive.get(uid === '' ? { namespace, name } : { uid });
      if (found === undefined) throw new StatusError('not_found', 'not found');
      return { workflow: json(found) };
    },
    listArchivedWorkflows: async (request) => {
      const { workflows, remaining } = await archive.list(request);
      return { workflows: workflows.map(json), remaining };
    },
    deleteArchivedWorkflow: async ({ uid }) => {
      await archive.delete(uid);
      return {};
    },
    listArchivedLabels: async ({ key }) => ({ items: await archive.labels(key) }),
  });
}

const KINDS = {
  added: WatchWorkflowsResponse_Kind.KIND_ADDED,
  modified: WatchWorkflowsResponse_Kind.KIND_MODIFIED,
  deleted: WatchWorkflowsResponse_Kind.KIND_DELETED,
  bookmark: WatchWorkflowsResponse_Kind.KIND_BOOKMARK,
} as const;

function response(event: WatchEvent): WatchWorkflowsResponse {
  const kind = KINDS[event.kind];
  const { version } = event;
  switch (event.kind) {
    case 'bookmark':
      return { kind, version, uid: '', workflow: Buffer.alloc(0), nodes: [] };
    case 'modified':
      return {
        kind,
        version,
        uid: event.uid,
        workflow: json(event.patch),
        nodes: event.nodes.map(watchedNode),
      };
    default:
      return { kind, version, uid: event.uid, workflow: json(event.workflow), nodes: [] };
  }
}

function watchedNode({ node, parentIds, removed }: NodeChange): {
  node: Buffer;
  parentIds: string[];
  removed: boolean;
} {
  return { node: json(node), parentIds: [...parentIds], removed: removed === true };
}

/** Everybody who watches is told the same objects: each is written down once, for as long as it is held. */
const written = new WeakMap<object, Buffer>();

function json(value: object): Buffer {
  let text = written.get(value);
  if (text === undefined) {
    text = Buffer.from(JSON.stringify(value));
    written.set(value, text);
  }
  return text;
}
