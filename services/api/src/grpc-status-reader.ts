import { type ClientReadableStream, connectivityState, credentials } from '@grpc/grpc-js';
import type { Clock } from '@tiphys/clock';
import type { WorkflowPatch } from '@tiphys/read-model';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import {
  type GetWorkflowResponse,
  type ListWorkflowsResponse,
  StatusServiceClient,
  type WatchWorkflowsResponse,
  WatchWorkflowsResponse_Kind,
} from '@tiphys/wire/tiphys';
import { GrpcArchiveReader } from './grpc-archive-reader.ts';
import { resumedWatch } from './resumed-watch.ts';
import { asApiError, askStatus, isNotFound, parseJson, waiting } from './status-call.ts';
import type {
  ListQuery,
  ReadList,
  ReadOptions,
  ReadWorkflow,
  StatusChange,
  StatusReader,
  WatchQuery,
} from './status-reader.ts';

/** Trees are large: as much as Argo allows. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
/** Seldom enough for idle proxies, often enough to notice a peer that is gone. */
const KEEPALIVE_MS = 30_000;

/** The status service over gRPC. Reads wait for it while it restarts; a watch goes on where it was cut. */
export class GrpcStatusReader implements StatusReader {
  readonly archive: GrpcArchiveReader;
  readonly #client: StatusServiceClient;
  readonly #clock: Clock;

  /** @param address `host:port` of the status service. */
  constructor(address: string, clock: Clock) {
    this.#client = new StatusServiceClient(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.keepalive_time_ms': KEEPALIVE_MS,
      'grpc.keepalive_permit_without_calls': 1,
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2_000,
    });
    this.#clock = clock;
    this.archive = new GrpcArchiveReader(this.#client, clock);
  }

  async get(
    key: { uid: string } | { namespace: string; name: string },
    minVersion: number,
    { liveOnly = false, signal }: ReadOptions = {},
  ): Promise<ReadWorkflow | undefined> {
    const request = { uid: '', namespace: '', name: '', ...key, minVersion, liveOnly };
    try {
      const response = await askStatus<GetWorkflowResponse>(
        this.#clock,
        (metadata, options, done) => this.#client.getWorkflow(request, metadata, options, done),
        signal,
      );
      return { workflow: parseJson<Workflow>(response.workflow), version: response.version };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw asApiError(error);
    }
  }

  async list(query: ListQuery, signal?: AbortSignal): Promise<ReadList> {
    const request = { nameFilter: '', createdAfter: '', finishedBefore: '', ...query };
    try {
      const response = await askStatus<ListWorkflowsResponse>(
        this.#clock,
        (metadata, options, done) => this.#client.listWorkflows(request, metadata, options, done),
        signal,
      );
      const { continueToken, version, remaining } = response;
      return {
        workflows: response.workflows.map((bytes) => parseJson<Workflow>(bytes)),
        continueToken,
        version,
        remaining,
      };
    } catch (error) {
      throw asApiError(error);
    }
  }

  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange> {
    return resumedWatch((resumed, inner) => this.#watchOnce(resumed, inner), query, this.#clock, signal);
  }

  /** Whether the service can be reached; for readiness. */
  problem(): string | undefined {
    const state = this.#client.getChannel().getConnectivityState(true);
    const isFine = state === connectivityState.READY || state === connectivityState.IDLE;
    return isFine ? undefined : 'the status service cannot be reached';
  }

  close(): void {
    this.#client.close();
  }

  async *#watchOnce(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange> {
    const stream: ClientReadableStream<WatchWorkflowsResponse> = this.#client.watchWorkflows(
      query,
      waiting(),
    );
    const cancel = (): void => stream.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for await (const response of stream) yield toChange(response as WatchWorkflowsResponse);
    } catch (error) {
      if (signal.aborted) return;
      throw asApiError(error);
    } finally {
      signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }
}

function toChange(response: WatchWorkflowsResponse): StatusChange {
  const { version, uid } = response;
  switch (response.kind) {
    case WatchWorkflowsResponse_Kind.KIND_ADDED:
      return { kind: 'added', version, uid, workflow: parseJson<Workflow>(response.workflow) };
    case WatchWorkflowsResponse_Kind.KIND_DELETED:
      return { kind: 'deleted', version, uid, workflow: parseJson<Workflow>(response.workflow) };
    case WatchWorkflowsResponse_Kind.KIND_MODIFIED: {
      const nodes = response.nodes.map(({ node, parentIds, removed }) => ({
        node: parseJson<NodeStatus>(node),
        parentIds,
        ...(removed ? { removed: true as const } : {}),
      }));
      return { kind: 'modified', version, uid, patch: parseJson<WorkflowPatch>(response.workflow), nodes };
    }
    default:
      return { kind: 'bookmark', version };
  }
}
