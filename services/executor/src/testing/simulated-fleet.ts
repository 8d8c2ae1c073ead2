import { VirtualClock } from '@tiphys/clock';
import { type Faults, MemoryBroker, type MemoryConnection } from '@tiphys/event-log/memory';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import {
  type Script,
  type SimulatedFaults,
  SimulatedHost,
  SimulatedRuntime,
} from '@tiphys/runtime/simulated';
import { passingTracer, silentLogger } from '@tiphys/service-kit';
import { Executor } from '../executor.ts';
import { DEFAULT_OPTIONS, type ExecutorOptions } from '../executor-options.ts';
import { MemoryAttemptRecords } from '../memory-attempt-records.ts';
import { ObjectReader } from '../object-reader.ts';
import { EngineScheduler } from './engine-scheduler.ts';

/** One life of an agent's process. */
export interface AgentLife {
  executor: Executor;
  connection: MemoryConnection;
  /** How `run` ended; undefined: it still runs. */
  ended: { error: unknown } | undefined;
  /** SIGKILL: nothing it does reaches anything any more. */
  kill(): void;
  /** SIGTERM. */
  stop(): Promise<void>;
}

const silentMeters = {
  attemptsFinished: { add() {} },
  startDuration: { record() {} },
  outputStored: { add() {} },
};

/** A scheduler, a broker and hosts in one process, on a virtual clock: a run repeats exactly. */
export class SimulatedFleet {
  readonly clock = new VirtualClock(1_700_000_000_000);
  readonly broker: MemoryBroker;
  readonly resources = new MemoryResourceStore();
  readonly store = new MemoryObjectStore();
  readonly scheduler: EngineScheduler;
  readonly #script: Script;
  readonly #hosts = new Map<string, SimulatedHost>();
  readonly #records = new Map<string, MemoryAttemptRecords>();
  readonly #end = new AbortController();
  readonly #lives: AgentLife[] = [];
  readonly #seed: string;

  constructor(script: Script, options: { faults?: Faults; seed?: string } = {}) {
    this.#script = script;
    this.#seed = options.seed ?? '1';
    this.broker = new MemoryBroker(
      this.clock,
      options.faults === undefined ? {} : { faults: options.faults },
    );
    this.scheduler = new EngineScheduler(this.broker.connect('scheduler'), this.clock);
    void this.scheduler.run(this.#end.signal);
  }

  host(agentId: string): SimulatedHost {
    let host = this.#hosts.get(agentId);
    if (host === undefined) {
      host = new SimulatedHost({ clock: this.clock, script: this.#script, seed: this.#seed });
      this.#hosts.set(agentId, host);
    }
    return host;
  }

  #recordsOf(agentId: string): MemoryAttemptRecords {
    const records = this.#records.get(agentId) ?? new MemoryAttemptRecords();
    this.#records.set(agentId, records);
    return records;
  }

  /** Starts an agent's process; again: its next life, on the same host. */
  start(agentId: string, options: Partial<ExecutorOptions> = {}, faults: SimulatedFaults = {}): AgentLife {
    const connection = this.broker.connect(agentId);
    const runtime = new SimulatedRuntime(this.host(agentId), faults);
    const executor = new Executor(
      {
        ...connection,
        objects: new ObjectReader(this.resources, undefined),
        store: this.store,
        runtime,
        records: this.#recordsOf(agentId),
        clock: this.clock,
        logger: silentLogger,
        tracer: passingTracer,
        metrics: silentMeters,
      },
      {
        ...DEFAULT_OPTIONS,
        agentId,
        incarnation: String(this.#lives.length),
        hostName: `host-of-${agentId}`,
        capacity: 4,
        ...options,
      },
    );
    const signal = new AbortController();
    const life: AgentLife = {
      executor,
      connection,
      ended: undefined,
      kill: () => {
        connection.disconnect();
        signal.abort();
      },
      stop: async () => {
        signal.abort();
        await running;
        connection.disconnect();
      },
    };
    const running = executor.run(signal.signal).then(
      () => {
        life.ended = { error: undefined };
      },
      (error: unknown) => {
        life.ended = { error };
      },
    );
    this.#lives.push(life);
    return life;
  }

  /** Lets time pass until it is so; throws where that does not come about in the time given, in milliseconds. */
  async until(what: string, isSo: () => boolean, withinMs = 3_600_000): Promise<void> {
    const limit = this.clock.now() + withinMs;
    if (!(await this.clock.run(isSo, limit))) throw new Error(`not within ${withinMs} ms: ${what}`);
  }

  /** Lets an amount of time pass. */
  async pass(ms: number): Promise<void> {
    let isOver = false;
    this.clock.setTimer(ms, () => {
      isOver = true;
    });
    await this.clock.run(() => isOver);
  }

  /** Ends everything that is still running. */
  async end(): Promise<void> {
    this.#end.abort();
    for (const life of this.#lives) life.kill();
    await this.clock.run(
      () => this.#lives.every(({ ended }) => ended !== undefined),
      this.clock.now() + 3_600_000,
    );
  }
}
