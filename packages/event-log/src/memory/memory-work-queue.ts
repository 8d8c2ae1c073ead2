import type { Clock, Timer } from '@tiphys/clock';
import { untilAborted } from '../delivery/until-aborted.ts';
import type { DeliveryOperation } from './faults.ts';
import type { Gate } from './gate.ts';

/** One thing in the queue. */
interface Entry {
  sequence: number;
  /** Who may take it: all schedulers, a pool, an agent. */
  lane: string;
  /** Names the thing for revocation and look-up. */
  key: string;
  /** Its workflow: nothing else of the same workflow is overtaken by it. */
  uid: string;
  body: Uint8Array;
  deliveryCount: number;
  /** Running while somebody holds it, or until it may come again. */
  timer: Timer | undefined;
}

/** A thing in somebody's hands; every call does nothing once the queue has forgotten it. */
export interface HeldEntry {
  body: Uint8Array;
  uid: string;
  deliveryCount: number;
  /** The queue forgets it. */
  ack(): void;
  nak(delayMs: number): void;
  extend(): void;
}

interface Taker {
  gate: Gate;
  give: (held: HeldEntry) => void;
}

export interface WorkQueueOptions {
  clock: Clock;
  ackWaitMs: number;
  duplicateWindowMs: number;
  operation: DeliveryOperation;
}

/**
 * A work queue as JetStream's: each thing goes to one taker at a time, and comes again when it is neither acked nor
 * given back within the ack wait. What comes again goes before what is new.
 */
export class MemoryWorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #entries = new Map<number, Entry>();
  readonly #ids = new Map<string, number>();
  /** Both in the order of sequence. */
  readonly #again = new Map<string, Entry[]>();
  readonly #fresh = new Map<string, Entry[]>();
  readonly #takers = new Map<string, Taker[]>();
  #sequence = 0;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** How many things there are, in hands or not. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param id a repetition within the window is dropped; empty: none is recognised. */
  publish(id: string, lane: string, key: string, uid: string, body: Uint8Array): void {
    if (id !== '' && this.#isRepetition(id)) return;
    this.#sequence += 1;
    const entry = { sequence: this.#sequence, lane, key, uid, body, deliveryCount: 0, timer: undefined };
    this.#entries.set(entry.sequence, entry);
    listOf(this.#fresh, lane).push(entry);
    this.#serve(lane);
  }

  /** Forgets what has this key, also where somebody holds it. */
  remove(key: string): void {
    for (const entry of this.#entries.values()) if (entry.key === key) this.#forget(entry);
  }

  /** The body of the oldest with this key. */
  find(key: string): Uint8Array | undefined {
    for (const entry of this.#entries.values()) if (entry.key === key) return entry.body;
    return undefined;
  }

  /** The next thing; undefined when the signal or the end of the connection comes first. */
  async take(lane: string, gate: Gate, signal: AbortSignal): Promise<HeldEntry | undefined> {
    if (signal.aborted || gate.closed.aborted) return undefined;
    const { promise, resolve } = Promise.withResolvers<HeldEntry>();
    const taker: Taker = { gate, give: resolve };
    listOf(this.#takers, lane).push(taker);
    this.#serve(lane);
    const held = await untilAborted(promise, [signal, gate.closed]);
    if (held === undefined) {
      drop(listOf(this.#takers, lane), taker);
      // Given in the same instant: goes back, unless the process is dead and can give nothing back.
      void promise.then((late) => gate.closed.aborted || late.nak(0));
    }
    return held;
  }

  #isRepetition(id: string): boolean {
    const now = this.#options.clock.now();
    for (const [known, until] of this.#ids) {
      if (until > now) break;
      this.#ids.delete(known);
    }
    if (this.#ids.has(id)) return true;
    this.#ids.set(id, now + this.#options.duplicateWindowMs);
    return false;
  }

  #serve(lane: string): void {
    const takers = listOf(this.#takers, lane);
    for (let taker = takers[0]; taker !== undefined; taker = takers[0]) {
      const entry = this.#next(lane);
      if (entry === undefined) return;
      if (this.#deliver(entry, taker)) takers.shift();
    }
  }

  #next(lane: string): Entry | undefined {
    return listOf(this.#again, lane).shift() ?? listOf(this.#fresh, lane).shift();
  }

  /** @returns whether the taker's wish is used up. */
  #deliver(entry: Entry, taker: Taker): boolean {
    const { clock, operation } = this.#options;
    const fault = taker.gate.deliveryFault(operation, entry.uid);
    if (fault.kind === 'overtaken') {
      const other = this.#firstOfOther(entry);
      if (other !== undefined) {
        listOf(this.#again, entry.lane).unshift(entry);
        return this.#hand(other, taker);
      }
    }
    if (fault.kind === 'lost') {
      this.#hold(entry);
      return false;
    }
    if (fault.kind === 'delayed') {
      const held = this.#hold(entry);
      clock.setTimer(fault.delayMs, () => taker.give(held));
      return true;
    }
    if (fault.kind === 'repeated') clock.setTimer(fault.delayMs, () => this.#comeAgain(entry));
    return this.#hand(entry, taker);
  }

  #firstOfOther(entry: Entry): Entry | undefined {
    const fresh = listOf(this.#fresh, entry.lane);
    const other = fresh.find(({ uid }) => uid !== entry.uid);
    if (other !== undefined) drop(fresh, other);
    return other;
  }

  #hand(entry: Entry, taker: Taker): true {
    taker.give(this.#hold(entry));
    return true;
  }

  #hold(entry: Entry): HeldEntry {
    entry.deliveryCount += 1;
    this.#restartWait(entry, this.#options.ackWaitMs);
    const whileKnown = (action: () => void) => (): void => {
      if (this.#entries.has(entry.sequence)) action();
    };
    return {
      body: entry.body,
      uid: entry.uid,
      deliveryCount: entry.deliveryCount,
      ack: whileKnown(() => this.#forget(entry)),
      nak: (delayMs) => whileKnown(() => this.#restartWait(entry, delayMs))(),
      extend: whileKnown(() => this.#restartWait(entry, this.#options.ackWaitMs)),
    };
  }

  /** Has it come again after the time, whoever holds it. One that waits to be taken stays where it is. */
  #restartWait(entry: Entry, delayMs: number): void {
    if (listOf(this.#again, entry.lane).includes(entry)) return;
    entry.timer?.cancel();
    entry.timer = this.#options.clock.setTimer(delayMs, () => this.#comeAgain(entry));
  }

  #comeAgain(entry: Entry): void {
    entry.timer?.cancel();
    entry.timer = undefined;
    const again = listOf(this.#again, entry.lane);
    if (!this.#entries.has(entry.sequence) || again.includes(entry)) return;
    again.push(entry);
    again.sort((a, b) => a.sequence - b.sequence);
    this.#serve(entry.lane);
  }

  #forget(entry: Entry): void {
    entry.timer?.cancel();
    this.#entries.delete(entry.sequence);
    drop(listOf(this.#again, entry.lane), entry);
    drop(listOf(this.#fresh, entry.lane), entry);
  }
}

function listOf<T>(lists: Map<string, T[]>, lane: string): T[] {
  let list = lists.get(lane);
  if (list === undefined) {
    list = [];
    lists.set(lane, list);
  }
  return list;
}

function drop<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
