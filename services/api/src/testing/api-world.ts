import { VirtualClock } from '@tiphys/clock';
import type { AttemptOutcome } from '@tiphys/engine';
import { seededRandom } from '@tiphys/engine/testing';
import type { LogChunk, Verdict, WorkflowRef } from '@tiphys/event-log';
import { type Faults, MemoryBroker, noFaults } from '@tiphys/event-log/memory';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import { passingTracer, silentLogger } from '@tiphys/service-kit';
import { nodeId, type Workflow } from '@tiphys/spec';
import { type CreateOptions, createWorkflow } from '../create-workflow.ts';
import type { ApiPorts } from '../ports.ts';
import { DecidingScheduler } from './deciding-scheduler.ts';
import { ReadSide } from './read-side.ts';

/** The clock's time when a test has waited for too long. */
const PATIENCE_MS = 3_600_000;
const AGENT = { agentId: 'agent-1', hostName: 'host' };

/** A manifest as JSON, whose one container prints. */
export function manifest(metadata: Record<string, unknown> = { name: 'wf' }): Record<string, unknown> {
  const container = { image: 'busybox', command: ['echo'], args: ['hello'] };
  const spec = { entrypoint: 'main', templates: [{ name: 'main', container }] };
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata, spec };
}

/** The api's logic with everything behind it in memory, under a virtual clock. */
export class World {
  readonly clock = new VirtualClock(Date.UTC(2026, 10, 24));
  readonly broker: MemoryBroker;
  readonly resources = new MemoryResourceStore();
  readonly artifacts = new MemoryObjectStore();
  readonly status = new ReadSide();
  readonly scheduler: DecidingScheduler;
  readonly ports: ApiPorts;
  readonly #stop = new AbortController();
  #commands = 0;

  constructor(options: { maxPayloadBytes?: number; faults?: Faults } = {}) {
    this.broker = new MemoryBroker(this.clock, { faults: noFaults, ...options });
    this.scheduler = new DecidingScheduler(this.broker.connect('scheduler'), this.clock);
    void this.status.run(this.broker.connect('status').history, this.#stop.signal);
    const random = seededRandom(1);
    this.ports = {
      ...this.broker.connect('api'),
      resources: this.resources,
      artifacts: this.artifacts,
      status: this.status,
      clock: this.clock,
      random: (size) => Uint8Array.from({ length: size }, () => random.below(256)),
      logger: silentLogger,
      tracer: passingTracer,
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

  /** Has that much time pass. */
  pass(ms: number): Promise<void> {
    return this.settle(this.clock.sleep(ms));
  }

  create(json: unknown = manifest(), options: Partial<CreateOptions> = {}, ns = 'argo'): Promise<Workflow> {
    return this.settle(createWorkflow(this.ports, ns, json, { dryRun: false, ...options }, ''));
  }

  /** Created, decided, and read. */
  async running(name = 'wf'): Promise<Workflow> {
    const workflow = await this.create(manifest({ name }));
    this.scheduler.start();
    await this.projected();
    return workflow;
  }

  /** Until the read side has everything that is decided, and no command is left. */
  async projected(): Promise<void> {
    const idle = (): boolean => this.broker.leftovers().commands === 0;
    if (!(await this.clock.run(idle, this.clock.now() + PATIENCE_MS))) throw new Error('never idle');
    const version = await this.broker.history.latestVersion();
    await this.settle(this.status.get({ uid: '' }, version));
  }

  /** An agent takes the one container of a workflow. */
  async claim(workflow: Workflow): Promise<void> {
    await this.#ask(refOf(workflow), { type: 'claimAttempt', ...attemptOf(workflow) });
    await this.projected();
  }

  /** Runs the one container of a workflow. */
  async finish(workflow: Workflow, outcome: AttemptOutcome = { phase: 'Succeeded' }): Promise<void> {
    await this.claim(workflow);
    await this.#ask(refOf(workflow), { type: 'finishAttempt', ...attemptOf(workflow), outcome });
    await this.projected();
  }

  async delete(workflow: Workflow): Promise<void> {
    await this.#ask(refOf(workflow), { type: 'deleteWorkflow' });
    await this.projected();
  }

  stop(): void {
    this.#stop.abort();
    this.scheduler.stop();
  }

  #ask(
    ref: WorkflowRef,
    command: Parameters<ApiPorts['commands']['publish']>[0]['command'],
  ): Promise<Verdict | undefined> {
    this.#commands += 1;
    const queued = { id: `test-${this.#commands}`, ref, command, traceparent: '' };
    return this.settle(this.broker.commands.request(queued, 60_000));
  }
}

function attemptOf({ metadata: { name = '' } }: Workflow) {
  return { nodeId: nodeId(name, name), attempt: 0, ...AGENT };
}

export function refOf({ metadata }: Workflow): WorkflowRef {
  return { uid: metadata.uid ?? '', namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

/** Output of containers, in the order in which it is written. */
export class Output {
  readonly #ref: WorkflowRef;
  readonly #broker: MemoryBroker;
  readonly #offsets = new Map<string, number>();
  #at = 1_000;

  constructor(broker: MemoryBroker, workflow: Workflow) {
    this.#broker = broker;
    this.#ref = refOf(workflow);
  }

  /** @param place pod, attempt and stream; each piece is stamped a second later. */
  async write(text: string, place: { pod?: string; attempt?: number; stream?: 1 | 2 } = {}): Promise<void> {
    await this.#append(Buffer.from(text), { pod: 'pod', attempt: 0, stream: 1, ...place }, false);
  }

  async end(place: { pod?: string; attempt?: number } = {}): Promise<void> {
    await this.#append(Buffer.alloc(0), { pod: 'pod', attempt: 0, stream: 1, ...place }, true);
  }

  async #append(
    data: Buffer,
    { pod, attempt, stream }: { pod: string; attempt: number; stream: 1 | 2 },
    end: boolean,
  ): Promise<void> {
    const key = `${pod}/${attempt}`;
    const offset = this.#offsets.get(key) ?? 0;
    this.#offsets.set(key, offset + data.length);
    this.#at += 1_000;
    const chunk: LogChunk = {
      attempt: { workflow: this.#ref, nodeId: `node-${pod}`, attempt },
      podName: pod,
      templateName: 'main',
      stream,
      offset,
      at: this.#at,
      data,
      end,
    };
    await this.#broker.logs.append(chunk);
  }
}
