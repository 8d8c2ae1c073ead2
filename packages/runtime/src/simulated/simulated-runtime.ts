import type { AttemptContainer, AttemptIdentity, ContainerRuntime, StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { HostedRun } from './hosted-run.ts';
import { unpackFiles } from './simulated-archive.ts';
import { SimulatedContainer } from './simulated-container.ts';
import type { SimulatedHost } from './simulated-host.ts';

/** Where a fault may be put in: the start of a container is the step that must not be done twice. */
export interface SimulatedFaults {
  /** Called before a container is started, and after, before the caller hears of it; what it throws is thrown. */
  atStart?: (moment: 'before' | 'after', attempt: AttemptIdentity) => Promise<void>;
  /** Called before a container is removed; what it throws is thrown. */
  atRemove?: (attempt: AttemptIdentity) => Promise<void>;
  /** What `problem` says; where it says something, `start` throws engine_unavailable. */
  problem?: () => string | undefined;
}

/** An agent's door to a simulated host. */
export class SimulatedRuntime implements ContainerRuntime {
  readonly name = 'simulated';
  readonly #host: SimulatedHost;
  readonly #faults: SimulatedFaults;

  constructor(host: SimulatedHost, faults: SimulatedFaults = {}) {
    this.#host = host;
    this.#faults = faults;
  }

  async problem(): Promise<string | undefined> {
    return this.#faults.problem?.();
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<AttemptContainer> {
    const problem = await this.problem();
    if (problem !== undefined) throw new RuntimeError('engine_unavailable', problem);
    await this.#faults.atStart?.('before', order.attempt);
    if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
    const placed = await unpackFiles(order.archives ?? []);
    const run = this.#host.make(order);
    for (const [path, text] of placed) run.place(path, text);
    if (!run.isStarted) await order.beforeStart?.();
    this.#host.start(run);
    if (order.task.pod?.workflowClaims !== undefined) this.#host.claimHolders.add(order.attempt.workflow.uid);
    await this.#faults.atStart?.('after', order.attempt);
    return this.#handle(run);
  }

  async find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined> {
    const run = this.#host.find(attempt);
    return run === undefined ? undefined : this.#handle(run);
  }

  async list(agentId: string): Promise<AttemptContainer[]> {
    return this.#host.containers
      .filter(({ order }) => order.agentId === agentId)
      .map((run) => this.#handle(run));
  }

  async releaseClaims(workflowUid: string): Promise<void> {
    this.#host.claimHolders.delete(workflowUid);
  }

  async claimHolders(): Promise<string[]> {
    return [...this.#host.claimHolders];
  }

  async close(): Promise<void> {}

  #handle(run: HostedRun): SimulatedContainer {
    const { attempt } = run.order;
    return new SimulatedContainer(run, async () => {
      await this.#faults.atRemove?.(attempt);
      this.#host.remove(attempt);
    });
  }
}
