import { type CaughtUp, EventLogError, type RecordedTransition } from '@tiphys/event-log';
import type { ProjectOutcome, WorkflowChange } from '@tiphys/read-model';
import type { Counter } from '@tiphys/service-kit';
import { type BatchLimits, inBatches } from './in-batches.ts';
import type { StatusPorts } from './ports.ts';
import { VersionMark } from './version-mark.ts';
import type { WatchHub } from './watch-hub.ts';

type FollowedItem = RecordedTransition | CaughtUp;

/** What one transaction of the store takes: about 500 transitions, fewer where they are large. */
const BATCH: BatchLimits<FollowedItem> = {
  items: 500,
  weight: 5_000,
  weigh: (item) => ('caughtUp' in item ? 0 : item.transition.events.length),
};
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/**
 * Takes the histories into the store, from where the store stands, and hands on what changed. Where anything fails it
 * starts again from where the store stands: the store's position moves with its rows, so nothing is lost or taken
 * twice. Several may work on one store at the same time; see ReadModelStore.
 */
export class Projector {
  readonly #ports: StatusPorts;
  readonly #hub: WatchHub;
  readonly #projected: Counter;
  /** Version up to which the store's rows are known to stand. */
  readonly #position: VersionMark;
  /** Version up to which the history has been followed in this session. */
  #followed = 0;
  #caughtUp = false;
  #failure: string | undefined;
  #session = new AbortController();

  constructor(ports: StatusPorts, hub: WatchHub) {
    this.#ports = ports;
    this.#hub = hub;
    this.#position = new VersionMark(ports.clock);
    this.#projected = ports.metrics.counter('tiphys.status.projected', {
      description: 'Transitions taken into the read model',
      unit: '1',
    });
    ports.metrics.gauge(
      'tiphys.status.position',
      { description: 'Version of the last transition in the read model', unit: '1' },
      () => this.#position.value,
    );
  }

  get position(): number {
    return this.#position.value;
  }

  /** Undefined: the store holds all there is; else one line for the readiness. */
  problem(): string | undefined {
    if (this.#failure !== undefined) return this.#failure;
    return this.#caughtUp ? undefined : `the projection is catching up, at version ${this.#position.value}`;
  }

  /** @returns whether the store has reached the version in time. */
  reached(version: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    return this.#position.reached(version, timeoutMs, signal);
  }

  /** Works until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const before = this.#followed;
      try {
        this.#session = new AbortController();
        await this.#follow(AbortSignal.any([signal, this.#session.signal]));
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (this.#followed > before) retryMs = FIRST_RETRY_MS;
        await this.#recover(error, retryMs, signal);
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  /**
   * The database may have died, and lost its last commits (they need not reach its disk): starts again from where the
   * store stands. Until that is known no read may be told that its version has been reached.
   */
  databaseLost(): void {
    this.#position.set(0);
    this.#session.abort();
  }

  /** Drops the rows and projects everything anew. */
  async rebuild(): Promise<void> {
    await this.#ports.store.reset();
    this.#session.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { store, history } = this.#ports;
    this.#caughtUp = false;
    const position = await store.position();
    // Aborted meanwhile: the store may have answered just before it was lost.
    if (signal.aborted) return;
    this.#followed = position;
    this.#position.set(position);
    this.#hub.resume(position);
    const open = (inner: AbortSignal): AsyncIterable<FollowedItem> =>
      history.follow({ afterVersion: position }, inner);
    for await (const batch of inBatches(open, BATCH, signal)) {
      if (!(await this.#take(batch))) return;
      this.#failure = undefined;
    }
    if (!signal.aborted) throw new Error('the history has ended: its connection is closed');
  }

  /** @returns false where the store stands before what was followed: somebody has reset it. */
  async #take(batch: readonly FollowedItem[]): Promise<boolean> {
    const transitions = batch.filter((item) => 'transition' in item);
    const last = transitions.at(-1);
    if (last !== undefined) {
      const outcome = await this.#project(transitions);
      if (!outcome.ok) return false;
      const changes = await this.#changesOf(transitions, outcome.changes);
      if (changes === undefined) this.#hub.publish(last.version, [], last.version);
      else this.#hub.publish(this.#followed, changes, last.version);
      this.#followed = last.version;
      this.#position.set(Math.max(outcome.position, this.#position.value));
      this.#projected.add(outcome.changes.length);
    }
    for (const item of batch) if ('caughtUp' in item) this.#reachEnd(item.version);
    return true;
  }

  async #project(transitions: readonly RecordedTransition[]): Promise<ProjectOutcome> {
    const { store, tracer } = this.#ports;
    const outcome = store.project({ after: this.#followed, transitions });
    const traced = transitions.filter(({ traceparent }) => traceparent !== '');
    const spans = traced.map(({ traceparent, ref, version }) =>
      tracer.span('status project', traceparent, () => outcome, {
        'tiphys.workflow.uid': ref.uid,
        'tiphys.version': version,
      }),
    );
    await Promise.all(spans);
    return outcome;
  }

  /**
   * The changes of a batch. What another projector has taken is read from the store.
   *
   * @returns undefined where they are not all to be had: watchers then read the history.
   */
  async #changesOf(
    transitions: readonly RecordedTransition[],
    made: WorkflowChange[],
  ): Promise<WorkflowChange[] | undefined> {
    if (made.length === transitions.length) return made;
    const last = transitions.at(-1)?.version ?? 0;
    const stored = await this.#ports.store.changes(this.#followed, transitions.length);
    const changes = stored.filter(({ version }) => version <= last);
    const [first] = changes;
    return first === undefined || first.previous > this.#followed ? undefined : changes;
  }

  #reachEnd(version: number): void {
    if (!this.#caughtUp) this.#ports.logger.info('the projection has caught up', { version });
    this.#caughtUp = true;
    this.#failure = undefined;
    this.#position.set(Math.max(version, this.#position.value));
    this.#hub.publish(this.#followed, [], version);
  }

  async #recover(error: unknown, delayMs: number, signal: AbortSignal): Promise<void> {
    const { logger, store, clock } = this.#ports;
    const reason = error instanceof Error ? error.message : String(error);
    this.#caughtUp = false;
    this.#failure = `the projection is interrupted: ${reason}`;
    if (error instanceof EventLogError && error.code === 'history_gone') {
      logger.warn('the history does not go on from where the read model stands: projecting it anew', {
        error,
      });
      const reset = await store.reset().then(
        () => true,
        () => false,
      );
      if (reset) this.#hub.startAnew();
    } else {
      logger.warn('the projection is interrupted', { error, retryInMs: delayMs });
    }
    await clock.sleep(delayMs, signal).catch(() => undefined);
  }
}
