import { VirtualClock } from '@tiphys/clock';
import { MemoryBroker } from '@tiphys/event-log/memory';
import type { ReadModelStore } from '@tiphys/read-model';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import { passingTracer, silentLogger, silentMetrics } from '@tiphys/service-kit';
import type { StatusPorts } from '../ports.ts';
import { Projector } from '../projector.ts';
import { StatusReads } from '../status-reads.ts';
import { WatchHub } from '../watch-hub.ts';
import type { WatchEvent } from '../watch-workflows.ts';
import { HistoryWriter } from './history-writer.ts';

/** The clock's time when a test has waited for too long. */
const PATIENCE_MS = 600_000;

export interface WorldOptions {
  store?: ReadModelStore;
  /** How many changes the hub holds. */
  ring?: number;
}

/** A broker in memory, a store, and any number of status services, under a virtual clock. */
export class World {
  readonly clock = new VirtualClock(1_795_000_000_000);
  readonly broker = new MemoryBroker(this.clock);
  readonly writer = new HistoryWriter(this.broker.history);
  readonly store: ReadModelStore;
  readonly #ring: number;
  readonly #stop = new AbortController();

  constructor(options: WorldOptions = {}) {
    this.store = options.store ?? new MemoryReadModel();
    this.#ring = options.ring ?? 4_096;
  }

  /** @param ports replaces some of the service's ports. */
  status(ports: Partial<StatusPorts> = {}, options: { mergesArchive?: boolean } = {}): StatusUnderTest {
    const whole: StatusPorts = {
      history: this.broker.history,
      store: this.store,
      clock: this.clock,
      logger: silentLogger,
      tracer: passingTracer,
      metrics: silentMetrics,
      ...ports,
    };
    return new StatusUnderTest(whole, { ring: this.#ring, ...options }, this.#stop.signal);
  }

  /** Lets things go on until `done`; fails after ten minutes of the clock. */
  async until(done: () => boolean, what: string): Promise<void> {
    if (!(await this.clock.run(done, this.clock.now() + PATIENCE_MS))) throw new Error(`never: ${what}`);
  }

  /** Until these have projected everything that was written. */
  async projected(...services: StatusUnderTest[]): Promise<void> {
    const version = this.writer.version;
    await this.until(
      () => services.every(({ hub }) => hub.latest >= version),
      `version ${version} projected`,
    );
  }

  stop(): void {
    this.#stop.abort();
  }
}

/** One status service without its edge. */
export class StatusUnderTest {
  readonly hub: WatchHub;
  readonly projector: Projector;
  readonly reads: StatusReads;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    ports: StatusPorts,
    { ring, ...options }: { ring: number; mergesArchive?: boolean },
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    this.hub = new WatchHub(ports.clock, { changes: ring, nodes: 10_000 });
    this.projector = new Projector(ports, this.hub);
    this.reads = new StatusReads(ports, this.projector, this.hub, options);
    void this.projector.run(this.#signal);
  }

  watch(sinceVersion: number, selectors: { labels?: string; fields?: string } = {}): Watching {
    const selection = {
      namespace: 'argo',
      labelSelector: selectors.labels ?? '',
      fieldSelector: selectors.fields ?? '',
    };
    return new Watching((signal) => this.reads.watch({ ...selection, sinceVersion }, signal), this.#signal);
  }

  /** As if the process had died. */
  kill(): void {
    this.#stop.abort();
  }
}

/** A watch, and what it has told. */
export class Watching {
  readonly told: WatchEvent[] = [];
  error: unknown;
  ended = false;
  readonly #stop = new AbortController();

  constructor(open: (signal: AbortSignal) => AsyncIterable<WatchEvent>, signal: AbortSignal) {
    void this.#collect(open(AbortSignal.any([signal, this.#stop.signal])));
  }

  /** Highest version told: where a watch that is cut goes on. */
  get version(): number {
    return this.told.at(-1)?.version ?? 0;
  }

  /** What was told of workflows: `MODIFIED a@5`. */
  get lines(): string[] {
    return this.told.flatMap((event) =>
      event.kind === 'bookmark' ? [] : [`${event.kind.toUpperCase()} ${event.uid.slice(4)}@${event.version}`],
    );
  }

  get bookmarks(): number[] {
    return this.told.filter(({ kind }) => kind === 'bookmark').map(({ version }) => version);
  }

  cut(): void {
    this.#stop.abort();
  }

  async #collect(events: AsyncIterable<WatchEvent>): Promise<void> {
    try {
      for await (const event of events) this.told.push(event);
    } catch (error) {
      this.error = error;
    }
    this.ended = true;
  }
}
