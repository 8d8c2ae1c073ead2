import { Metadata, status } from '@grpc/grpc-js';
import type { NodeChange } from '@tiphys/read-model';
import { CODE_TRAILER, type GrpcService, grpcService, RETRYABLE_TRAILER } from '@tiphys/service-kit';
import {
  StatusServiceService,
  type WatchWorkflowsResponse,
  WatchWorkflowsResponse_Kind,
} from '@tiphys/wire/tiphys';
import { StatusError, type StatusErrorCode } from './errors.ts';
import type { StatusReads } from './status-reads.ts';
import type { WatchEvent } from './watch-workflows.ts';

/** tiphys.v1.StatusService over the reads. */
export function statusService(reads: StatusReads): GrpcService {
  return grpcService(StatusServiceService, {
    getWorkflow: ({ uid, namespace, name, minVersion }, { signal }) =>
      atTheEdge(async () => {
        const found = await reads.get(uid === '' ? { namespace, name } : { uid }, minVersion, signal);
        if (found === undefined) throw new StatusError('not_found', `there is no workflow ${uid || name}`);
        return { workflow: json(found.workflow), version: found.version };
      }),
    listWorkflows: (request) =>
      atTheEdge(async () => {
        const { workflows, continueToken, version, remaining } = await reads.list(request);
        return { workflows: workflows.map(json), continueToken, version, remaining };
      }),
    watchWorkflows: async function* (request, { signal }) {
      const events = reads.watch(request, signal)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await atTheEdge(() => events.next());
          if (next.done === true) return;
          yield response(next.value);
        }
      } finally {
        await events.return?.();
      }
    },
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

function watchedNode({ node, parentIds }: NodeChange): { node: Buffer; parentIds: string[] } {
  return { node: json(node), parentIds: [...parentIds] };
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

const STATUS: Readonly<Record<StatusErrorCode, status>> = {
  invalid_selector: status.INVALID_ARGUMENT,
  not_found: status.NOT_FOUND,
  projection_behind: status.UNAVAILABLE,
  version_gone: status.OUT_OF_RANGE,
};

/** The service's own refusals as gRPC's; the kit knows the other errors. */
async function atTheEdge<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    const metadata = new Metadata();
    metadata.set(CODE_TRAILER, error.code);
    metadata.set(RETRYABLE_TRAILER, String(error.retryable));
    const { message } = error;
    throw Object.assign(new Error(message, { cause: error }), {
      code: STATUS[error.code],
      details: message,
      metadata,
    });
  }
}
