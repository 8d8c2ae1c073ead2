import { type Clock, sleepOn, type Timer } from './clock.ts';

interface Entry {
  at: number;
  order: number;
  callback: (() => void) | undefined;
}

/**
 * A clock that stands still until it is told to move; its time is whole milliseconds, as the host's is. Timers fire in the order of their times, those of the same
 * time in the order in which they were set: a run repeats exactly.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #heap: Entry[] = [];

  /** @param startAt milliseconds since 1970. */
  constructor(startAt = 0) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const entry: Entry = { at: this.#now + Math.max(0, Math.ceil(delayMs)), order: this.#order, callback };
    this.#order += 1;
    push(this.#heap, entry);
    return {
      cancel: () => {
        entry.callback = undefined;
      },
    };
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  /** When the next timer is due; undefined where none is set. */
  nextAt(): number | undefined {
    this.#dropCancelled();
    return this.#heap[0]?.at;
  }

  /** Moves to the next timer and fires it. False where none is set. */
  fireNext(): boolean {
    this.#dropCancelled();
    const entry = pop(this.#heap);
    if (entry === undefined) return false;
    this.#now = Math.max(this.#now, entry.at);
    entry.callback?.();
    return true;
  }

  /**
   * Fires timers, letting everything that is waiting on promises run on in between, until `done` says so, no timer
   * is left, or the time limit is passed.
   *
   * @param limit milliseconds since 1970.
   * @returns whether `done` was reached.
   */
  async run(done: () => boolean, limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    for (;;) {
      await settled();
      if (done()) return true;
      const next = this.nextAt();
      if (next === undefined || next > limit) return false;
      this.fireNext();
    }
  }

  #dropCancelled(): void {
    while (this.#heap[0] !== undefined && this.#heap[0].callback === undefined) pop(this.#heap);
  }
}

/** Resolves when every promise that could go on has gone on: a macrotask runs after all microtasks. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  let index = heap.length - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (before(at(heap, parent), entry)) break;
    heap[index] = at(heap, parent);
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(at(heap, child + 1), at(heap, child))) child += 1;
    if (!before(at(heap, child), last)) break;
    heap[index] = at(heap, child);
    index = child;
  }
  heap[index] = last;
  return top;
}

function at(heap: readonly Entry[], index: number): Entry {
  return heap[index] as Entry;
}
