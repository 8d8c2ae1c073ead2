import { credentials, status as grpcStatus, Metadata, type ServiceError } from '@grpc/grpc-js';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import { silentLogger } from '@tiphys/service-kit';
import {
  StatusServiceClient,
  type WatchWorkflowsResponse,
  WatchWorkflowsResponse_Kind,
} from '@tiphys/wire/tiphys';
import { eventually } from './eventually.ts';

/**
 * A watch of the read side itself, which tells each transition: opened again from the last version it was told of
 * whenever it is cut, and without any memory that would hide a repetition.
 */
export class TransitionWatch {
  readonly #client: StatusServiceClient;
  readonly #versions: number[] = [];
  readonly #end = new AbortController();
  readonly #reading: Promise<void>;
  #since = 0;
  #openings = 0;

  constructor(statusAddress: string) {
    this.#client = new StatusServiceClient(statusAddress, credentials.createInsecure(), {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    });
    this.#reading = this.#read();
  }

  /** How often it was opened. */
  get openings(): number {
    return this.#openings;
  }

  /** Resolves with the versions that were told, in that order, when the given one has come. */
  through(version: number): Promise<readonly number[]> {
    return eventually(`the watch tells of version ${version}`, () =>
      this.#since >= version ? this.#versions : undefined,
    );
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#reading;
    this.#client.close();
  }

  async #read(): Promise<void> {
    while (!this.#end.signal.aborted) {
      try {
        await this.#readOnce();
      } catch (error) {
        if (this.#end.signal.aborted) return;
        if ((error as ServiceError).code !== grpcStatus.UNAVAILABLE) throw error;
      }
      // Opened again at once: the call waits for the connection.
    }
  }

  async #readOnce(): Promise<void> {
    const request = { namespace: '', labelSelector: '', fieldSelector: '', sinceVersion: this.#since };
    const stream = this.#client.watchWorkflows(request, new Metadata({ waitForReady: true }));
    const cancel = (): void => stream.cancel();
    this.#end.signal.addEventListener('abort', cancel, { once: true });
    this.#openings += 1;
    try {
      for await (const response of stream) this.#take(response as WatchWorkflowsResponse);
    } finally {
      this.#end.signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }

  #take({ kind, version }: WatchWorkflowsResponse): void {
    if (kind !== WatchWorkflowsResponse_Kind.KIND_BOOKMARK) this.#versions.push(version);
    this.#since = Math.max(this.#since, version);
  }
}

/** Versions of all transitions that the broker has, in their order: the truth that every watch is held to. */
export async function recordedVersions(natsUrl: string): Promise<number[]> {
  const broker = connectJetStream({ servers: natsUrl, name: 'test', logger: silentLogger });
  const end = new AbortController();
  const versions: number[] = [];
  try {
    for await (const item of broker.history.follow({ afterVersion: 0 }, end.signal)) {
      if ('caughtUp' in item) break;
      versions.push(item.version);
    }
  } finally {
    end.abort();
    await broker.close();
  }
  return versions;
}
