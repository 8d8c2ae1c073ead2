import { ApiError, resumedWatch, type StatusChange, type StatusReader } from '@tiphys/api';
import type { Clock } from '@tiphys/clock';
import type { MemoryBroker } from '@tiphys/event-log/memory';
import type { ReadModelStore } from '@tiphys/read-model';
import { passingTracer, silentLogger, silentMetrics } from '@tiphys/service-kit';
import { ArchiveReads, Projector, type StatusPorts, StatusReads, WatchHub } from '@tiphys/status';
import { type Crashes, crashable, type Incarnation } from './crashable.ts';

interface Life {
  reads: StatusReads;
  incarnation: Incarnation;
}

/** The status service, and the api's connection to whichever life of it runs. */
export class SimStatus implements StatusReader {
  readonly #clock: Clock;
  readonly #broker: MemoryBroker;
  readonly #store: ReadModelStore;
  #life: Life | undefined;

  constructor(clock: Clock, broker: MemoryBroker, store: ReadModelStore) {
    this.#clock = clock;
    this.#broker = broker;
    this.#store = store;
  }

  /** One life of the service. */
  readonly live = async (crashes: Crashes): Promise<void> => {
    const connection = this.#broker.connect('status');
    crashes.incarnation.whenCrashed(() => connection.disconnect());
    const ports: StatusPorts = {
      history: crashable(connection.history, 'history', crashes),
      store: crashable(this.#store, 'store', crashes),
      clock: this.#clock,
      logger: silentLogger,
      tracer: passingTracer,
      metrics: silentMetrics,
    };
    const hub = new WatchHub(this.#clock);
    const projector = new Projector(ports, hub);
    this.#life = { reads: new StatusReads(ports, projector, hub), incarnation: crashes.incarnation };
    await projector.run(new AbortController().signal);
  };

  get: StatusReader['get'] = (key, minVersion, options) =>
    this.#ask((reads) => reads.get(key, minVersion, options));

  readonly archive: StatusReader['archive'] = {
    get: (key) => this.#askArchive((archive) => archive.get(key)),
    list: (query) => this.#askArchive((archive) => archive.list(query)),
    delete: (uid) => this.#askArchive((archive) => archive.delete(uid)),
    labels: (key) => this.#askArchive((archive) => archive.labels(key)),
  };

  list: StatusReader['list'] = (query) => this.#ask((reads) => reads.list(query));

  watch: StatusReader['watch'] = (query, signal) =>
    resumedWatch((asked, inner) => this.#watchOnce(asked, inner), query, this.#clock, signal);

  async *#watchOnce(
    query: Parameters<StatusReader['watch']>[0],
    signal: AbortSignal,
  ): AsyncIterable<StatusChange> {
    const { reads, incarnation } = this.#alive();
    const cut = cutBy(incarnation);
    const events = reads.watch(query, signal)[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([events.next().catch(throwAsCall), cut]);
      if (next.done === true) return;
      yield next.value;
    }
  }

  #askArchive<T>(question: (archive: ArchiveReads) => Promise<T>): Promise<T> {
    return this.#ask(() => question(new ArchiveReads(this.#store)));
  }

  async #ask<T>(question: (reads: StatusReads) => Promise<T>): Promise<T> {
    const { reads, incarnation } = this.#alive();
    try {
      return await Promise.race([question(reads), cutBy(incarnation)]);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw new ApiError('unavailable', error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }

  #alive(): Life {
    const life = this.#life;
    if (life === undefined || life.incarnation.crashed) throw new ApiError('unavailable', 'status is down');
    return life;
  }
}

/** What may be tried again comes over a connection as UNAVAILABLE. */
function throwAsCall(error: unknown): never {
  if (error instanceof Error && (error as { retryable?: unknown }).retryable === true) {
    throw new ApiError('unavailable', error.message, { cause: error });
  }
  throw error;
}

/** Rejects when the process dies, as a connection to it does. */
function cutBy(incarnation: Incarnation): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cut = (): void => reject(new ApiError('unavailable', 'the connection was cut'));
  if (incarnation.crashed) cut();
  else incarnation.whenCrashed(cut);
  promise.catch(() => undefined);
  return promise;
}
