import type { Timer } from '@tiphys/clock';
import { DELIVERY_POLICY, type TaskDelivery } from '@tiphys/event-log';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';

/** Says so often that the task is still in hand that one lost word does no harm. */
const EXTEND_MS = DELIVERY_POLICY.taskAckWaitMs / 3;

/**
 * A task in this agent's hands, in as many deliveries as there were: the queue may hand it out again while it is
 * held. Until it is acked or given back the queue is told now and then that it is still wanted.
 */
export class TaskHold {
  readonly #ports: Pick<ExecutorPorts, 'clock' | 'logger'>;
  readonly #deliveries: TaskDelivery[] = [];
  #timer: Timer | undefined;
  #isAcked = false;

  constructor(ports: Pick<ExecutorPorts, 'clock' | 'logger'>, delivery: TaskDelivery) {
    this.#ports = ports;
    this.#deliveries.push(delivery);
    this.#extendLater();
  }

  /** The same task once more. */
  add(delivery: TaskDelivery, signal: AbortSignal): void {
    this.#deliveries.push(delivery);
    if (this.#isAcked) void this.#ackAll(signal).catch(() => undefined);
  }

  /** The queue forgets it. Where that fails it comes again, and is recognised. */
  async ack(signal: AbortSignal): Promise<void> {
    this.#isAcked = true;
    this.drop();
    await this.#ackAll(signal);
  }

  /** Somebody else is to have it. */
  nak(delayMs: number): void {
    this.drop();
    if (this.#isAcked) return;
    for (const delivery of this.#deliveries.splice(0)) delivery.nak(delayMs);
  }

  /** Says no more; the queue hands it out again in its own time. */
  drop(): void {
    this.#timer?.cancel();
  }

  async #ackAll(signal: AbortSignal): Promise<void> {
    for (const delivery of this.#deliveries.splice(0)) {
      await persistently(this.#ports, 'ack of a task', () => delivery.ack(), signal);
    }
  }

  #extendLater(): void {
    this.#timer = this.#ports.clock.setTimer(EXTEND_MS, () => {
      for (const delivery of this.#deliveries) delivery.extend();
      this.#extendLater();
    });
  }
}
