import { CLAIMS_NODE, NO_REQUESTS, type PodRequests, podRequests } from '@tiphys/engine';
import type { AttemptRef, CancelDelivery, TaskDelivery } from '@tiphys/event-log';
import { type AttemptContainer, attemptKey } from '@tiphys/runtime';
import type { ReadinessCheck } from '@tiphys/service-kit';
import { AttemptCommands, naming } from './attempt-commands.ts';
import type { AttemptRecord } from './attempt-records.ts';
import { AttemptRun, type RunEnd } from './attempt-run.ts';
import type { ExecutorOptions } from './executor-options.ts';
import { findContainer } from './find-container.ts';
import { Heartbeat } from './heartbeat.ts';
import { CANCELLED_BEFORE_START, errorOutcome } from './outcome.ts';
import { persistently } from './persistently.ts';
import { placementAgent } from './placement-agent.ts';
import type { ExecutorPorts } from './ports.ts';
import { Removals } from './removals.ts';
import { freePlaces, hasRoom, type Tenant } from './room.ts';
import { RuntimeWatch } from './runtime-watch.ts';
import { takeFromPools } from './task-pools.ts';

const RETAKE_MS = 1_000;
/** When a task comes again for which there was no room after all. */
const NO_ROOM_MS = 500;

/**
 * An agent: takes tasks, runs each as a container, and reports. It holds no truth: what it must know after a restart
 * is in the containers it finds and the tasks it has not acked.
 */
export class Executor {
  readonly #ports: ExecutorPorts;
  readonly #options: ExecutorOptions;
  readonly #commands: AttemptCommands;
  readonly #heartbeat: Heartbeat;
  readonly #engine: RuntimeWatch;
  readonly #removals: Removals;
  readonly #runs = new Map<string, { run: AttemptRun; requests: PodRequests; end: Promise<RunEnd> }>();
  /** Called when a run has ended, or no more are to begin. */
  readonly #waiting = new Set<() => void>();
  readonly #draining = new AbortController();
  #isRecovered = false;

  constructor(ports: ExecutorPorts, options: ExecutorOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#commands = new AttemptCommands(ports, options);
    this.#engine = new RuntimeWatch(ports);
    this.#removals = new Removals(ports);
    this.#heartbeat = new Heartbeat(
      ports,
      options,
      () => this.running,
      () => void this.#verifyAll(),
    );
  }

  /** How many attempts are in this agent's hands. */
  get running(): number {
    return this.#runs.size;
  }

  get #tenants(): Tenant[] {
    return [...this.#runs.values()].map(({ run, requests }) => ({ requests, takesRoom: run.takesRoom }));
  }

  /** What readiness depends on: the broker, the container engine, and what an earlier process has left. */
  get checks(): ReadinessCheck[] {
    return [
      { name: 'heartbeat', problem: () => this.#heartbeat.problem },
      { name: this.#ports.runtime.name, problem: () => this.#engine.problem },
      {
        name: 'recovery',
        problem: () => (this.#isRecovered ? undefined : 'looking for containers of before'),
      },
    ];
  }

  /**
   * Works until the signal, which leaves containers running: the agent's next start takes them over.
   *
   * @throws AgentReplacedError
   */
  async run(signal: AbortSignal): Promise<void> {
    const failing = new AbortController();
    const all = AbortSignal.any([signal, failing.signal]);
    const parts = [this.#heartbeat.run(all), this.#engine.run(all), this.#work(all)];
    try {
      await Promise.all(parts);
    } catch (error) {
      failing.abort();
      throw error;
    } finally {
      await Promise.allSettled(parts);
      await Promise.allSettled([...this.#runs.values()].map(({ end }) => end));
      await this.#removals.stop();
    }
  }

  /** Takes nothing more, and resolves when nothing runs, or the signal is aborted. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#draining.abort();
    this.#wake();
    while (this.running > 0 && !signal.aborted) await this.#change(signal);
  }

  async #work(signal: AbortSignal): Promise<void> {
    await this.#engine.usable(signal);
    if (signal.aborted) return;
    await this.#recover(signal);
    if (signal.aborted) return;
    this.#isRecovered = true;
    const taking = AbortSignal.any([signal, this.#draining.signal]);
    await Promise.all([this.#takeTasks(signal, taking), this.#takeCancels(signal)]);
  }

  /**
   * What an earlier process of this agent has left is claimed anew before anything else is taken. What it has begun
   * and is there no more is an Error: nobody else would ever report it.
   */
  async #recover(signal: AbortSignal): Promise<void> {
    const { runtime, records, logger } = this.#ports;
    let found: AttemptContainer[] = [];
    let begun: AttemptRecord[] = [];
    await this.#until('containers of before', signal, async () => {
      found = await runtime.list(this.#options.agentId);
      begun = await records.list();
    });
    if (signal.aborted) return;
    if (found.length > 0) logger.info('containers of an earlier start are there', { count: found.length });
    for (const container of found) {
      const run = this.#newRun(container.attempt, signal);
      this.#begin(run, container.remains.requests ?? NO_REQUESTS, run.takeOver(container));
    }
    for (const record of begun) {
      if (this.#runs.has(attemptKey(record.ref))) continue;
      logger.warn('a container of an earlier start is gone', naming(record.ref));
      const run = this.#newRun(record.ref, signal);
      this.#begin(run, NO_REQUESTS, run.missing(record));
    }
  }

  async #takeTasks(signal: AbortSignal, taking: AbortSignal): Promise<void> {
    const { tasks } = this.#ports;
    const take = (pool: string): Promise<void> =>
      this.#again('tasks', taking, async () => {
        for await (const delivery of tasks.take(pool, () => this.#slots(taking), taking)) {
          this.#takeTask(delivery, signal);
        }
      });
    await takeFromPools(this.#ports, placementAgent(this.#options), take, taking);
  }

  #takeTask(delivery: TaskDelivery, signal: AbortSignal): void {
    const { attempt } = delivery.task;
    const known = this.#runs.get(attemptKey(attempt));
    if (known !== undefined) {
      known.run.redelivered(delivery);
      return;
    }
    // Each pool was told how much room there is, not what the others would take.
    const requests = podRequests(delivery.task.task);
    if (!hasRoom(requests, this.#options, this.#tenants)) {
      delivery.nak(NO_ROOM_MS);
      return;
    }
    const run = this.#newRun(attempt, signal);
    this.#begin(run, requests, run.runTask(delivery));
  }

  async #takeCancels(signal: AbortSignal): Promise<void> {
    const { tasks } = this.#ports;
    await this.#again('orders to end', signal, async () => {
      for await (const delivery of tasks.takeCancels(this.#options.agentId, signal)) {
        void this.#takeCancel(delivery, signal).catch((error: unknown) => {
          if (signal.aborted) return;
          this.#ports.logger.error('an order to end failed', { ...naming(delivery.cancel.attempt), error });
        });
      }
    });
  }

  /**
   * Acked when the attempt's end has been reported: until then the order comes again, also after a restart. One that
   * is not here was claimed by a process that died before it started anything: nobody else will report it.
   */
  async #takeCancel({ cancel, ack }: CancelDelivery, signal: AbortSignal): Promise<void> {
    const { attempt, traceparent } = cancel;
    if (attempt.nodeId === CLAIMS_NODE) {
      const { runtime } = this.#ports;
      const release = (): Promise<void> => runtime.releaseClaims(attempt.workflow.uid);
      await persistently(this.#ports, 'removal of volumes', release, signal);
      await persistently(this.#ports, 'ack of an order to end', ack, signal);
      return;
    }
    const known = this.#runs.get(attemptKey(attempt));
    known?.run.cancel();
    if ((await known?.end) === 'left') return;
    // A task that came again, and whose claim was refused, has ended without a report.
    if (!known?.run.hasReported) {
      const there = await findContainer(this.#ports, attempt, signal);
      await this.#commands.report(attempt, errorOutcome(CANCELLED_BEFORE_START), traceparent, signal);
      await this.#ports.records.ended(attempt);
      if (there !== undefined) await this.#removals.remove(there);
    }
    await persistently(this.#ports, 'ack of an order to end', ack, signal);
  }

  #newRun(ref: AttemptRef, signal: AbortSignal): AttemptRun {
    return new AttemptRun(this.#ports, this.#options, this.#commands, this.#removals, ref, signal);
  }

  #begin(run: AttemptRun, requests: PodRequests, end: Promise<RunEnd>): void {
    const key = attemptKey(run.ref);
    const entry = { run, requests, end };
    this.#runs.set(key, entry);
    run.onRoom = () => this.#wake();
    void end.finally(() => {
      if (this.#runs.get(key) === entry) this.#runs.delete(key);
      this.#wake();
    });
  }

  /** After a silence the scheduler may have given up what this agent holds. */
  async #verifyAll(): Promise<void> {
    const held = [...this.#runs.values()].map(({ run }) => run.verify());
    await Promise.allSettled(held);
  }

  /** How many more attempts there is room for; waits until there is some. 0 where the signal came first. */
  async #slots(signal: AbortSignal): Promise<number> {
    for (;;) {
      await this.#engine.usable(signal);
      if (signal.aborted) return 0;
      const free = freePlaces(this.#options, this.#tenants);
      if (free > 0) return free;
      await this.#change(signal);
    }
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Takes up what ended by itself, until the signal. */
  async #again(what: string, signal: AbortSignal, take: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await this.#until(what, signal, take);
      await this.#ports.clock.sleep(RETAKE_MS, signal).catch(() => undefined);
    }
  }

  /** Tries until it succeeds, or the signal is aborted. */
  async #until(what: string, signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (!signal.aborted) this.#ports.logger.warn(`${what} cannot be read; trying again`, { error });
      }
      await this.#ports.clock.sleep(RETAKE_MS, signal).catch(() => undefined);
    }
  }
}
