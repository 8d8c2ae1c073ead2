import type { ApiPorts } from '@tiphys/api';
import { VirtualClock } from '@tiphys/clock';
import type { RecordedTransition } from '@tiphys/event-log';
import { MemoryBroker } from '@tiphys/event-log/memory';
import { DEFAULT_OPTIONS, Executor, MemoryAttemptRecords, ObjectReader } from '@tiphys/executor';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { WorkflowFilter } from '@tiphys/read-model';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import { attemptKey } from '@tiphys/runtime';
import { SimulatedHost, SimulatedRuntime } from '@tiphys/runtime/simulated';
import { Scheduler } from '@tiphys/scheduler';
import { passingTracer, silentLogger, silentMetrics } from '@tiphys/service-kit';
import { type Crashes, crashable } from './crashable.ts';
import { type FaultPlan, RandomFaults } from './fault-plan.ts';
import {
  areToldOneByOne,
  checkHistory,
  checkLocks,
  checkNothingRuns,
  checkProjection,
  checkStartedOnce,
  checkWatch,
  type Told,
} from './guarantees.ts';
import { randomRun } from './random-run.ts';
import { SimClient } from './sim-client.ts';
import { SimProcess } from './sim-process.ts';
import { randomStreams } from './sim-random.ts';
import { SimStatus } from './sim-status.ts';

const EVERYTHING: WorkflowFilter = { namespace: '', labels: [], fields: [] };
const START = Date.UTC(2026, 10, 24);
/** As long as things go wrong. */
const ROUGH_MS = 120_000;
/** After that everything must come to its end within this time. */
const CALM_LIMIT_MS = 2 * 3_600_000;
const AGENT_LEASE_MS = 60_000;
/** One of so many runs loses an agent for good. */
const LOSES_AN_AGENT = 5;

export interface SimulationResult {
  /** Readable, in the order of (virtual) time. */
  log: string[];
  workflows: number;
  transitions: number;
  crashes: number;
}

/** A guarantee does not hold; carries what happened. */
export class GuaranteeBroken extends Error {
  readonly log: readonly string[];

  constructor(message: string, log: readonly string[], options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'GuaranteeBroken';
    this.log = log;
  }
}

/**
 * All four services' own logic in one process, on a broker and a read model in memory, under a virtual clock: one
 * client submits, stops, deletes and watches; calls are lost, delayed and repeated and processes crash, all drawn
 * from the seed. The same seed is the same run.
 *
 * @param plan what goes wrong, instead of what the seed says
 * @throws GuaranteeBroken
 */
export async function simulate(seed: number, plan?: FaultPlan): Promise<SimulationResult> {
  return new Simulation(seed, plan).run();
}

const SEMAPHORE_LIMIT = 3;

class Simulation {
  readonly #log: string[] = [];
  readonly #clock = new VirtualClock(START);
  readonly #streams: ReturnType<typeof randomStreams>;
  readonly #plan: FaultPlan;
  readonly #broker: MemoryBroker;
  readonly #resources = new MemoryResourceStore();
  readonly #objects = new MemoryObjectStore();
  readonly #store: MemoryReadModel;
  readonly #status: SimStatus;
  readonly #hosts = new Map<string, SimulatedHost>();
  readonly #processes: SimProcess[] = [];
  readonly #lost = new Set<string>();
  /** How many workflows may run at the same time; 0: as many as there are. */
  readonly #parallelism: number;
  #api: ApiPorts | undefined;
  /** Version of the newest transition that the check for quiet knows of. */
  #newest = Number.POSITIVE_INFINITY;
  /** How many workflows the read model had then. */
  #alive = Number.POSITIVE_INFINITY;

  constructor(seed: number, plan?: FaultPlan) {
    this.#streams = randomStreams(seed);
    const shape = this.#streams('shape');
    const agents = 1 + shape.below(3);
    if (agents > 1 && shape.below(LOSES_AN_AGENT) === 0 && plan === undefined) this.#lost.add('agent-0');
    this.#parallelism = Math.max(0, shape.below(6) - 3);
    this.#plan = plan ?? new RandomFaults(this.#streams('network'), this.#streams('crashes'), this.#lost);
    this.#broker = new MemoryBroker(this.#clock, { faults: this.#plan.faults });
    this.#store = new MemoryReadModel({ archives: true });
    this.#status = new SimStatus(this.#clock, this.#broker, this.#store);
    this.#add('status', this.#status.live);
    this.#add('api', (crashes) => this.#liveApi(crashes));
    for (let index = 0; index <= shape.below(2); index += 1) {
      this.#add(`scheduler-${index}`, (crashes) => this.#liveScheduler(`scheduler-${index}`, crashes));
    }
    for (let index = 0; index < agents; index += 1) this.#addAgent(`agent-${index}`, seed);
  }

  async run(): Promise<SimulationResult> {
    const limits = { kind: 'ConfigMap', namespace: 'default', name: 'limits' } as const;
    await this.#resources.create(limits, JSON.stringify({ data: { three: String(SEMAPHORE_LIMIT) } }));
    for (const process of this.#processes) process.start();
    const client = new SimClient(
      this.#clock,
      this.#streams('client'),
      () => this.#apiPorts(),
      (line) => this.#say(line),
    );
    const watching = new AbortController();
    const watch = this.#watch(client, watching.signal);
    let clientDone = false;
    const clientEnds = client.run().then(() => {
      clientDone = true;
    });
    try {
      await this.#clock.run(() => false, START + ROUGH_MS);
      this.#say('nothing goes wrong any more');
      this.#plan.heal();
      await this.#reach('the client has its answers', () => clientDone);
      await clientEnds;
      await this.#reach('everything has ended', () => this.#quiet(client));
      return await this.#check(client);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new GuaranteeBroken(message, await this.#story(), { cause: error });
    } finally {
      watching.abort();
      watch.catch(() => undefined);
    }
  }

  #say(line: string): void {
    this.#log.push(`${String(this.#clock.now() - START).padStart(8)} ms  ${line}`);
  }

  #add(name: string, live: (crashes: Crashes) => Promise<void>): void {
    const process = new SimProcess({
      name,
      clock: this.#clock,
      plan: this.#plan,
      live,
      log: (line) => this.#say(line),
    });
    this.#processes.push(process);
  }

  #addAgent(name: string, seed: number): void {
    const host = new SimulatedHost({ clock: this.#clock, script: randomRun, seed: `${seed}/${name}` });
    const records = new MemoryAttemptRecords();
    this.#hosts.set(name, host);
    let lives = 0;
    this.#add(name, async (crashes) => {
      const connection = this.#connect(name, crashes);
      lives += 1;
      const ports = {
        ...connection,
        objects: new ObjectReader(connection.resources, undefined),
        store: this.#objects,
        runtime: crashable(new SimulatedRuntime(host), 'runtime', crashes),
        records: crashable(records, 'records', crashes),
        ...this.#kit(),
        metrics: { attemptsFinished: counter, startDuration: histogram, outputStored: counter },
      };
      const executor = new Executor(ports, {
        ...DEFAULT_OPTIONS,
        agentId: name,
        incarnation: String(lives),
        hostName: `host-of-${name}`,
        capacity: 4,
        leaseMs: AGENT_LEASE_MS,
      });
      await executor.run(new AbortController().signal);
    });
  }

  async #liveScheduler(name: string, crashes: Crashes): Promise<void> {
    const ports = {
      ...this.#connect(name, crashes),
      ...this.#kit(),
      metrics: { commandsHandled: counter, commandsRetried: counter },
    };
    const options = {
      schedulerId: name,
      concurrency: 8,
      cachedWorkflows: 2,
      agentLeaseMs: AGENT_LEASE_MS,
      parallelism: this.#parallelism,
    };
    await new Scheduler(ports, options).run(new AbortController().signal);
  }

  async #liveApi(crashes: Crashes): Promise<void> {
    const random = this.#streams('api');
    this.#api = {
      ...this.#connect('api', crashes),
      ...this.#kit(),
      artifacts: this.#objects,
      status: this.#status,
      random: (size) => Uint8Array.from({ length: size }, () => random.below(256)),
    };
    await new Promise<never>(() => undefined);
  }

  #apiPorts(): ApiPorts {
    if (this.#api === undefined) throw new Error('the api has not been started');
    return this.#api;
  }

  #connect(name: string, crashes: Crashes) {
    const connection = this.#broker.connect(name);
    crashes.incarnation.whenCrashed(() => connection.disconnect());
    return {
      history: crashable(connection.history, 'history', crashes),
      commands: crashable(connection.commands, 'commands', crashes),
      tasks: crashable(connection.tasks, 'tasks', crashes),
      logs: crashable(connection.logs, 'logs', crashes),
      names: crashable(connection.names, 'names', crashes),
      agents: crashable(connection.agents, 'agents', crashes),
      locks: crashable(connection.locks, 'locks', crashes),
      caches: crashable(connection.caches, 'caches', crashes),
      resources: crashable(this.#resources, 'resources', crashes),
    };
  }

  #kit() {
    return { clock: this.#clock, logger: silentLogger, tracer: passingTracer };
  }

  /** The watch does not die with the api: a client re-opens it, which the status reader does here. */
  #watch(client: SimClient, signal: AbortSignal): Promise<void> {
    const ports: ApiPorts = {
      ...this.#broker,
      resources: this.#resources,
      artifacts: this.#objects,
      ...this.#kit(),
      status: this.#status,
      random: () => new Uint8Array(0),
    };
    return client.watch(ports, signal);
  }

  async #reach(what: string, done: () => boolean): Promise<void> {
    const reached = await this.#clock.run(() => this.#failed() || done(), START + ROUGH_MS + CALM_LIMIT_MS);
    for (const { failure } of this.#processes) if (failure !== undefined) throw failure;
    if (!reached) throw new Error(`it does not come to it that ${what}: ${this.#unquiet()}`);
    this.#say(what);
  }

  #failed(): boolean {
    return this.#processes.some(({ failure }) => failure !== undefined);
  }

  /** Nothing is queued, nothing runs, and the watch has told what the history holds. */
  #quiet(client: SimClient): boolean {
    const { commands, tasks, cancels, locks } = this.#broker.leftovers();
    // Whoever has ended holds nothing, also where nobody heard of what was granted late.
    if (commands + tasks + locks > 0) return false;
    if (cancels > 0 && this.#lost.size === 0) return false;
    if (this.#livingHosts().some((host) => host.containers.length > 0)) return false;
    if (client.unfinished().length > 0) return false;
    const last = Math.max(0, ...client.record.seen.map(({ version }) => version));
    // Asked out of turn; the next look sees the answer.
    void this.#broker.history.latestVersion().then((version) => {
      this.#newest = version;
    });
    void this.#store.snapshot(EVERYTHING).then(({ workflows }) => {
      this.#alive = workflows.length;
    });
    // All may have come and gone before the watch's first look.
    return last >= this.#newest || (last === 0 && this.#newest > 0 && this.#alive === 0);
  }

  /** What keeps it from being quiet. */
  #unquiet(): string {
    const running = this.#livingHosts().flatMap((host) =>
      host.containers.map(({ order }) => order.task.nodeName),
    );
    return `${JSON.stringify(this.#broker.leftovers())}, running: ${running.join(' ') || 'nothing'}`;
  }

  #livingHosts(): SimulatedHost[] {
    return [...this.#hosts].filter(([name]) => !this.#gone(name)).map(([, host]) => host);
  }

  /** Lost for good, and it has happened. */
  #gone(name: string): boolean {
    return this.#lost.has(name) && (this.#plan.crashes.get(name) ?? 0) > 0;
  }

  async #check(client: SimClient): Promise<SimulationResult> {
    const histories = await this.#histories();
    const told: Told[] = [];
    for (const transitions of histories.values()) {
      if (transitions[0]?.transition.events[0]?.type === 'workflowCreated')
        told.push(checkHistory(transitions));
    }
    for (const { metadata, spec } of client.record.accepted) {
      const kept = told.some(({ state }) => state.uid === metadata.uid);
      // After its time it is deleted, as after a wish.
      const goes = client.record.deletionsAsked.has(metadata.uid ?? '') || spec.ttlStrategy !== undefined;
      if (!kept && !goes) {
        throw new Error(`${metadata.name} was accepted and has no history`);
      }
    }
    checkStartedOnce(this.#hosts.values(), told, (state, nodeId, attempt) =>
      attemptKey({
        workflow: { uid: state.uid, namespace: state.namespace, name: state.name },
        nodeId,
        attempt,
      }),
    );
    checkNothingRuns(this.#livingHosts());
    checkLocks([...histories.values()].flat(), {
      '/Parallelism/': this.#parallelism,
      'default/ConfigMap/limits/three': SEMAPHORE_LIMIT,
    });
    this.#checkNobodyLost(told);
    const isToldOneByOne = areToldOneByOne(told);
    for (const one of told) {
      const stored = await this.#store.get({ uid: one.state.uid });
      checkProjection(one, stored);
      checkWatch(one, client.record.seen, stored, isToldOneByOne);
    }
    const crashes = [...this.#plan.crashes.values()].reduce((sum, count) => sum + count, 0);
    const transitions = told.reduce((sum, one) => sum + one.transitions.length, 0);
    return { log: this.#log, workflows: told.length, transitions, crashes };
  }

  /** Guarantee 5: an agent that comes back in time costs nobody's work. */
  #checkNobodyLost(told: readonly Told[]): void {
    if (this.#lost.size > 0) return;
    for (const { state } of told) {
      for (const { name, message } of state.nodes.values()) {
        if (message.includes('is lost'))
          throw new Error(`${name}: ${message}, and every agent came back in time`);
      }
    }
  }

  async #histories(): Promise<Map<string, RecordedTransition[]>> {
    const histories = new Map<string, RecordedTransition[]>();
    const signal = new AbortController();
    for await (const item of this.#broker.history.follow({ afterVersion: 0 }, signal.signal)) {
      if ('caughtUp' in item) break;
      const list = histories.get(item.ref.uid) ?? [];
      list.push(item);
      histories.set(item.ref.uid, list);
    }
    return histories;
  }

  /** The log with every transition in it. */
  async #story(): Promise<string[]> {
    const lines = [...this.#log];
    for (const transitions of (await this.#histories()).values()) {
      for (const { transition, version, ref } of transitions) {
        const what = transition.events.map((event) => describe(event)).join(', ');
        lines.push(
          `${String(transition.at - START).padStart(8)} ms  ${ref.name} @${version} ${transition.commandId}: ${what}`,
        );
      }
    }
    return lines.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  }
}

function describe(event: RecordedTransition['transition']['events'][number]): string {
  const { type, name, templateName, id, nodeId, phase, attempt, agentId, message } =
    event as unknown as Record<string, unknown>;
  return [type, name ?? id ?? nodeId, templateName, attempt, phase, agentId, message]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

const counter = silentMetrics.counter('', { description: '', unit: '1' });
const histogram = silentMetrics.histogram('', { description: '', unit: 's' });
