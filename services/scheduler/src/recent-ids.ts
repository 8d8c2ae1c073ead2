import { decidedFor } from './parts-of-a-decision.ts';

/** The last so many ids, in the order in which they came. */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(id: string): void {
    this.#ids.delete(id);
    this.#ids.add(id);
    if (this.#ids.size <= this.#capacity) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      return;
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Also where only what was decided on its occasion, in parts of their own, is among the last. */
  hasOrPartOf(id: string): boolean {
    return this.has(id) || [...this.#ids].some((other) => decidedFor(other) === id);
  }
}
