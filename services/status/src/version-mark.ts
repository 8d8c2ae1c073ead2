import type { Clock } from '@tiphys/clock';

/** A version that moves, and those who wait for it to pass another. */
export class VersionMark {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #value: number;

  constructor(clock: Clock, value = 0) {
    this.#clock = clock;
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  /** Moves the mark, also back, and has everybody look at it again. */
  set(value: number): void {
    this.#value = value;
    this.wake();
  }

  /** Has everybody look again though the mark has not moved. */
  wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const look of waiting) look();
  }

  /** @returns whether the mark has reached the version before the time was over or the signal came. */
  async reached(version: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    let over = false;
    const timer = this.#clock.setTimer(timeoutMs, () => {
      over = true;
      this.wake();
    });
    try {
      while (this.#value < version && !over && signal?.aborted !== true) await this.next(signal);
      return this.#value >= version;
    } finally {
      timer.cancel();
    }
  }

  /** Resolves at the next move or wake, or when the signal comes. Ask before looking, so that none is missed. */
  next(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', look);
        resolve();
      };
      if (signal?.aborted) {
        resolve();
        return;
      }
      this.#waiting.add(look);
      signal?.addEventListener('abort', look);
    });
  }
}
