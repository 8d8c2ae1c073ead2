import { VirtualClock } from '@tiphys/clock';
import { replay, type WorkflowCommand, type WorkflowState } from '@tiphys/engine';
import type { RecordedTransition, Verdict, WorkflowRef } from '@tiphys/event-log';
import { MemoryBroker, type MemoryConnection } from '@tiphys/event-log/memory';
import type { ResourceStore } from '@tiphys/resource-store';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import { passingTracer, silentLogger, silentMetrics } from '@tiphys/service-kit';
import type { Workflow } from '@tiphys/spec';
import type { SchedulerPorts } from '../ports.ts';
import { Scheduler, type SchedulerOptions } from '../scheduler.ts';
import { FaultScript } from './fault-script.ts';

/** The clock's time when a test has waited for too long. */
const PATIENCE_MS = 3_600_000;

const counter = silentMetrics.counter('', { description: '', unit: '1' });

/** The ports of one process, on a connection of its own. */
export function schedulerPorts(
  connection: MemoryConnection,
  clock: VirtualClock,
  resources: ResourceStore = new MemoryResourceStore(),
): SchedulerPorts {
  return {
    ...connection,
    resources,
    clock,
    logger: silentLogger,
    tracer: passingTracer,
    metrics: { commandsHandled: counter, commandsRetried: counter },
  };
}

export interface RunningScheduler {
  connection: MemoryConnection;
  /** As SIGKILL: nothing that it was about to do takes place. */
  kill(): void;
  /** As SIGTERM: what it has begun it ends. */
  stop(): Promise<void>;
}

/** A broker in memory, clients, and any number of schedulers, under a virtual clock. */
export class World {
  readonly clock = new VirtualClock(1_795_000_000_000);
  readonly script = new FaultScript();
  readonly broker: MemoryBroker;
  readonly resources = new MemoryResourceStore();
  #commands = 0;

  constructor(options: { maxPayloadBytes?: number } = {}) {
    this.broker = new MemoryBroker(this.clock, { faults: this.script, ...options });
  }

  /** Starts a scheduler; the name is its connection's, for the script. */
  scheduler(name: string, options: Partial<SchedulerOptions> = {}): RunningScheduler {
    const connection = this.broker.connect(name);
    const stopping = new AbortController();
    const scheduler = new Scheduler(schedulerPorts(connection, this.clock, this.resources), {
      schedulerId: name,
      concurrency: 8,
      cachedWorkflows: 100,
      agentLeaseMs: 30_000,
      ...options,
    });
    const done = scheduler.run(stopping.signal);
    done.catch(() => undefined);
    return {
      connection,
      kill: () => connection.disconnect(),
      stop: async () => {
        stopping.abort();
        await this.settle(done);
      },
    };
  }

  /** Has time pass until the promise is settled. */
  async settle<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    promise.then(mark, mark);
    if (!(await this.clock.run(() => settled, this.clock.now() + PATIENCE_MS)))
      throw new Error('it never ended');
    return promise;
  }

  /** Has time pass until something is so. */
  async until(what: string, done: () => boolean): Promise<void> {
    if (!(await this.clock.run(done, this.clock.now() + PATIENCE_MS))) throw new Error(`never: ${what}`);
  }

  /** Has that much time pass. */
  async pass(ms: number): Promise<void> {
    await this.settle(this.clock.sleep(ms));
  }

  /** Until no command is left. */
  async quiet(): Promise<void> {
    await this.until('no command is left', () => this.broker.leftovers().commands === 0);
  }

  /** What the api does: reserves the name, and publishes the creation. */
  async submit(workflow: Workflow, uid = `uid-${workflow.metadata.name}`): Promise<WorkflowRef> {
    const ref = { uid, namespace: 'default', name: workflow.metadata.name ?? '' };
    await this.broker.names.reserve(ref.namespace, ref.name, uid);
    await this.broker.commands.publish(this.creation(ref, workflow));
    return ref;
  }

  creation(ref: WorkflowRef, workflow: Workflow) {
    const metadata = { ...workflow.metadata, ...ref };
    const command = { type: 'createWorkflow' as const, workflow: { ...workflow, metadata } };
    return { id: `create-${ref.uid}`, ref, command, traceparent: '' };
  }

  /** Submits, and waits until it has been created. */
  async create(workflow: Workflow, uid?: string): Promise<WorkflowRef> {
    const ref = await this.submit(workflow, uid);
    await this.quiet();
    return ref;
  }

  /** Sends a command and waits for its verdict, for at most a minute. */
  async ask(ref: WorkflowRef, command: WorkflowCommand, id?: string): Promise<Verdict | undefined> {
    this.#commands += 1;
    const queued = { id: id ?? `ask-${this.#commands}`, ref, command, traceparent: '' };
    return this.settle(this.broker.commands.request(queued, 60_000));
  }

  async history(uid: string): Promise<RecordedTransition[]> {
    const read = async (): Promise<RecordedTransition[]> => {
      const transitions: RecordedTransition[] = [];
      for await (const recorded of this.broker.history.read(uid)) transitions.push(recorded);
      return transitions;
    };
    return this.settle(read());
  }

  async state(uid: string): Promise<WorkflowState> {
    return replay((await this.history(uid)).map(({ transition }) => transition));
  }

  /** Types of the events of a history, each transition on a line of its own. */
  async eventLines(uid: string): Promise<string[]> {
    const history = await this.history(uid);
    return history.map(({ transition }) => transition.events.map(({ type }) => type).join(' '));
  }
}
