import { type AttemptOutcome, poolOfAgent, type WorkflowCommand } from '@tiphys/engine';
import type { Random } from '@tiphys/engine/testing';
import type { AttemptRef, EventLogPorts, TaskDelivery, Verdict, WorkflowRef } from '@tiphys/event-log';
import { DEFAULT_POOL } from '../deletion-task.ts';

const CAPACITY = 16;
const VERDICT_MS = 20_000;

/** An agent whose containers end at once, with outcomes drawn from a seed. */
export class SimulatedAgent {
  /** How often each attempt was run, by workflow, node and attempt. */
  readonly runs = new Map<string, number>();
  readonly agentId: string;
  readonly #ports: Pick<EventLogPorts, 'commands' | 'tasks'>;
  readonly #random: Random;
  readonly #freed = new Set<() => void>();
  #running = 0;
  #asked = 0;

  constructor(ports: Pick<EventLogPorts, 'commands' | 'tasks'>, agentId: string, random: Random) {
    this.#ports = ports;
    this.agentId = agentId;
    this.#random = random;
  }

  /** Works until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const pools = [DEFAULT_POOL, poolOfAgent(this.agentId)];
    await Promise.all([...pools.map((pool) => this.#takeTasks(pool, signal)), this.#takeCancels(signal)]);
  }

  async #takeTasks(pool: string, signal: AbortSignal): Promise<void> {
    const working = new Set<Promise<void>>();
    for await (const delivery of this.#ports.tasks.take(pool, () => this.#slots(), signal)) {
      this.#running += 1;
      const work = this.#work(delivery, signal).finally(() => {
        working.delete(work);
        this.#running -= 1;
        for (const free of this.#freed) free();
        this.#freed.clear();
      });
      working.add(work);
    }
    await Promise.allSettled(working);
  }

  async #slots(): Promise<number> {
    while (this.#running >= CAPACITY)
      await new Promise<void>((resolve) => {
        this.#freed.add(resolve);
      });
    return CAPACITY - this.#running;
  }

  async #work(delivery: TaskDelivery, signal: AbortSignal): Promise<void> {
    const { attempt } = delivery.task;
    const { nodeId } = attempt;
    const claim = { type: 'claimAttempt', nodeId, attempt: attempt.attempt, ...this.#place() } as const;
    const claimed = await this.#ask(attempt.workflow, claim, signal);
    await delivery.ack();
    if (claimed.rejection !== undefined) return;
    const key = `${attempt.workflow.uid}/${nodeId}/${attempt.attempt}`;
    this.runs.set(key, (this.runs.get(key) ?? 0) + 1);
    await this.#report(attempt, this.#outcome(), signal);
  }

  async #takeCancels(signal: AbortSignal): Promise<void> {
    for await (const { cancel, ack } of this.#ports.tasks.takeCancels(this.agentId, signal)) {
      await this.#report(cancel.attempt, { phase: 'Error', message: 'ended' }, signal);
      await ack();
    }
  }

  async #report(ref: AttemptRef, outcome: AttemptOutcome, signal: AbortSignal): Promise<void> {
    const { nodeId, attempt, workflow } = ref;
    await this.#ask(workflow, { type: 'finishAttempt', nodeId, attempt, ...this.#place(), outcome }, signal);
  }

  #place(): { agentId: string; hostName: string } {
    return { agentId: this.agentId, hostName: 'host' };
  }

  #outcome(): AttemptOutcome {
    if (this.#random.chance(0.2)) return { phase: 'Failed', message: 'main: Error (exit code 1)' };
    return { phase: 'Succeeded', outputs: { exitCode: '0', parameters: [{ name: 'value', value: 'x' }] } };
  }

  async #ask(ref: WorkflowRef, command: WorkflowCommand, signal: AbortSignal): Promise<Verdict> {
    for (;;) {
      this.#asked += 1;
      const id = `${this.agentId}-${this.#asked}`;
      const queued = { id, ref, command, traceparent: '' };
      const verdict = await this.#ports.commands.request(queued, VERDICT_MS, signal);
      if (verdict !== undefined) return verdict;
    }
  }
}
