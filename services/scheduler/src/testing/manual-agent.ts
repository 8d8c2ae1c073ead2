import type { AttemptOutcome, PlacementAgent } from '@tiphys/engine';
import type { AttemptRef, QueuedCancel, QueuedTask, Verdict } from '@tiphys/event-log';
import type { World } from './scheduler-world.ts';

const SUCCEEDED: AttemptOutcome = { phase: 'Succeeded', outputs: { exitCode: '0' } };

/** An agent that does what a test tells it; all that reaches it is written down, each delivery once more. */
export class ManualAgent {
  readonly tasks: QueuedTask[] = [];
  readonly cancels: QueuedCancel[] = [];
  readonly #world: World;
  readonly #agentId: string;
  readonly #stop = new AbortController();
  #beats = 0;

  constructor(world: World, agentId = 'agent-1') {
    this.#world = world;
    this.#agentId = agentId;
    void this.#takeTasks();
    void this.#takeCancels();
  }

  /** `wf.a#0`, in the order of arrival. */
  get taskNames(): string[] {
    return this.tasks.map(({ task, attempt }) => `${task.nodeName}#${attempt.attempt}`);
  }

  get cancelIds(): string[] {
    return this.cancels.map(({ attempt }) => attempt.nodeId);
  }

  /** The attempt that a task of this node was for. */
  attempt(nodeName: string): AttemptRef {
    const found = this.tasks.findLast(({ task }) => task.nodeName === nodeName);
    if (found === undefined)
      throw new Error(`no task for ${nodeName}, there are ${this.taskNames.join(', ')}`);
    return found.attempt;
  }

  /** Waits for a task of the node. */
  async due(nodeName: string): Promise<void> {
    await this.#world.until(`a task for ${nodeName}`, () =>
      this.tasks.some(({ task }) => task.nodeName === nodeName),
    );
  }

  async claim(nodeName: string, id?: string): Promise<Verdict | undefined> {
    await this.due(nodeName);
    const { workflow, nodeId, attempt } = this.attempt(nodeName);
    const agentId = this.#agentId;
    const command = { type: 'claimAttempt', nodeId, attempt, agentId, hostName: 'host' } as const;
    return this.#world.ask(workflow, command, id);
  }

  async finish(nodeName: string, outcome = SUCCEEDED, id?: string): Promise<Verdict | undefined> {
    const { workflow, nodeId, attempt } = this.attempt(nodeName);
    const agentId = this.#agentId;
    const command = { type: 'finishAttempt', nodeId, attempt, agentId, hostName: 'host', outcome } as const;
    return this.#world.ask(workflow, command, id);
  }

  async run(nodeName: string, outcome = SUCCEEDED): Promise<void> {
    await this.claim(nodeName);
    await this.finish(nodeName, outcome);
  }

  async beat(incarnation = '1', offers: Pick<PlacementAgent, 'taints' | 'allocatable'> = {}): Promise<void> {
    this.#beats += 1;
    const place = {
      hostName: 'host',
      runtime: 'simulated',
      labels: { disk: 'ssd' },
      pool: 'default',
      capacity: 4,
      running: 0,
    };
    const heartbeat = { agentId: this.#agentId, incarnation, beat: this.#beats, ...place, ...offers };
    await this.#world.broker.agents.beat(heartbeat);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #takeTasks(): Promise<void> {
    for await (const delivery of this.#world.broker.tasks.take('default', async () => 1, this.#stop.signal)) {
      this.tasks.push(delivery.task);
      await delivery.ack();
    }
  }

  async #takeCancels(): Promise<void> {
    for await (const delivery of this.#world.broker.tasks.takeCancels(this.#agentId, this.#stop.signal)) {
      this.cancels.push(delivery.cancel);
      await delivery.ack();
    }
  }
}
