/** Wakes everybody who waits for something to change. */
export class Announcement {
  readonly #waiting = new Set<() => void>();

  /** Resolves at the next announcement. Ask before looking, so that none is missed. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  announce(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
