import type { Clock, Timer } from '@tiphys/clock';
import type { CommandDelivery } from '../command-queue.ts';
import { redeliveryDelay } from './delivery-policy.ts';

/** How many deliveries are held for each that is being handled, so that a handler need not wait for the broker. */
const HELD_PER_HANDLER = 2;
/** A delivery is said to be alive so many times within its ack wait. */
const SIGNS_OF_LIFE = 3;

export interface DispatcherOptions {
  /** How many workflows are handled at the same time. */
  concurrency: number;
  ackWaitMs: number;
  clock: Clock;
  handler: (delivery: CommandDelivery) => Promise<void>;
  /** Told what a handler threw. */
  onFailure: (delivery: CommandDelivery, error: unknown) => void;
}

/**
 * Hands deliveries to a handler: those of one workflow one after the other, in the order of arrival, those of
 * different workflows at the same time. Keeps alive what it holds, so that nothing is handed to another process
 * while this one lives.
 */
export class OrderedDispatcher {
  readonly #options: DispatcherOptions;
  /** By workflow; the first of a lane is being handled, or its lane is in `#ready`. */
  readonly #lanes = new Map<string, CommandDelivery[]>();
  readonly #ready: string[] = [];
  readonly #held = new Set<CommandDelivery>();
  readonly #waiting = new Set<() => void>();
  #running = 0;
  #draining = false;
  #lifeSign: Timer | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** How many more deliveries it takes now. */
  get room(): number {
    return this.#options.concurrency * HELD_PER_HANDLER - this.#held.size;
  }

  /** Resolves when at least so many more fit, or as soon as it is being drained. */
  async roomFor(count: number): Promise<void> {
    while (this.room < count && !this.#draining) await this.#change();
  }

  add(delivery: CommandDelivery): void {
    if (this.#draining) {
      delivery.nak(0);
      return;
    }
    this.#held.add(delivery);
    const { uid } = delivery.command.ref;
    const lane = this.#lanes.get(uid);
    if (lane !== undefined) lane.push(delivery);
    else {
      this.#lanes.set(uid, [delivery]);
      this.#ready.push(uid);
    }
    this.#signLife();
    this.#startReady();
  }

  /** Gives back what has not been begun, in order, and takes no more. */
  stop(): void {
    if (this.#draining) return;
    this.#draining = true;
    const notBegun = new Set(this.#ready.splice(0));
    for (const [uid, lane] of this.#lanes) this.#giveBack(uid, lane.splice(notBegun.has(uid) ? 0 : 1), 0);
    this.#changed();
  }

  /** Stops, and resolves when what has been begun is done. */
  async drain(): Promise<void> {
    this.stop();
    while (this.#running > 0) await this.#change();
    this.#lifeSign?.cancel();
  }

  #startReady(): void {
    while (this.#running < this.#options.concurrency) {
      const uid = this.#ready.shift();
      if (uid === undefined) return;
      this.#running += 1;
      void this.#handleFirst(uid);
    }
  }

  async #handleFirst(uid: string): Promise<void> {
    const lane = this.#lanes.get(uid) ?? [];
    const [delivery] = lane;
    if (delivery === undefined) return;
    try {
      await this.#options.handler(delivery);
      lane.shift();
      this.#held.delete(delivery);
    } catch (error) {
      this.#options.onFailure(delivery, error);
      // What follows in the lane goes back too, so that it does not overtake the one that failed.
      this.#giveBack(uid, lane.splice(0), redeliveryDelay(delivery.deliveryCount));
    }
    this.#running -= 1;
    if (lane.length === 0) this.#lanes.delete(uid);
    else this.#ready.push(uid);
    this.#changed();
    this.#startReady();
  }

  #giveBack(uid: string, deliveries: readonly CommandDelivery[], delayMs: number): void {
    for (const delivery of deliveries) {
      this.#held.delete(delivery);
      delivery.nak(delayMs);
    }
    if (this.#lanes.get(uid)?.length === 0) this.#lanes.delete(uid);
  }

  #signLife(): void {
    if (this.#lifeSign !== undefined) return;
    const { clock, ackWaitMs } = this.#options;
    this.#lifeSign = clock.setTimer(ackWaitMs / SIGNS_OF_LIFE, () => {
      this.#lifeSign = undefined;
      for (const delivery of this.#held) delivery.extend();
      if (this.#held.size > 0) this.#signLife();
    });
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
