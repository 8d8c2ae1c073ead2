import { type Placement, placementProblems } from '@tiphys/engine';
import type { QueuedTask, RegisteredAgent } from '@tiphys/event-log';
import type { SchedulerPorts } from './ports.ts';

/** How old what is known of the agents may be. */
const FRESH_MS = 1_000;

/** Makes the pools of placed tasks known to the agents, and says of a task that no agent matches it. */
export class Placing {
  readonly #ports: Pick<SchedulerPorts, 'agents' | 'clock' | 'commands'>;
  /** Pools that are known, or being made known. */
  readonly #announced = new Map<string, Promise<void>>();
  #seen: { at: number; agents: RegisteredAgent[] } | undefined;

  constructor(ports: Pick<SchedulerPorts, 'agents' | 'clock' | 'commands'>) {
    this.#ports = ports;
  }

  /** Before the task goes to the pool. A pool that only one agent has is known to it. */
  async announce(name: string, placement: Placement): Promise<void> {
    if (placement.agentId !== undefined) return;
    const announced = this.#announced.get(name) ?? this.#ports.agents.addPool({ name, placement });
    this.#announced.set(name, announced);
    try {
      await announced;
    } catch (error) {
      this.#announced.delete(name);
      throw error;
    }
  }

  /** After it: where no agent is there that matches, the node is to say so, as a pod's would. */
  async noteWhereNoneMatches({ attempt, task, traceparent }: QueuedTask): Promise<void> {
    const { placement } = task;
    if (placement === undefined) return;
    const agents = await this.#agents();
    const problems = agents.map(({ heartbeat }) => placementProblems(placement, heartbeat));
    if (problems.some((found) => found.length === 0)) return;
    const { workflow: ref, nodeId } = attempt;
    await this.#ports.commands.publish({
      id: `unplaced-${ref.uid}-${nodeId}-${attempt.attempt}`,
      ref,
      command: {
        type: 'noteUnschedulable',
        nodeId,
        attempt: attempt.attempt,
        message: unschedulable(problems),
      },
      traceparent,
    });
  }

  async #agents(): Promise<RegisteredAgent[]> {
    const now = this.#ports.clock.now();
    if (this.#seen === undefined || now - this.#seen.at >= FRESH_MS) {
      this.#seen = { at: now, agents: await this.#ports.agents.list() };
    }
    return this.#seen.agents;
  }
}

/** As Kubernetes's scheduler puts it (FitError): each reason with the number of agents that it holds for. */
function unschedulable(problems: readonly string[][]): string {
  const counts = new Map<string, number>();
  for (const reason of problems.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  const because = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  return `Unschedulable: 0/${problems.length} agents are available${because}.`;
}
