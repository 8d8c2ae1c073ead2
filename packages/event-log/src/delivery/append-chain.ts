/**
 * Runs what is added one after the other. When one fails, those that wait behind it fail with it: what they would
 * append does not begin where the one before ended.
 */
export class AppendChain {
  #tail: Promise<void> = Promise.resolve();
  #length = 0;
  /** Counts the failures; what was added before one and begins after it does not begin at all. */
  #failures = 0;
  #lastFailure: unknown;

  /** How many run or wait. */
  get length(): number {
    return this.#length;
  }

  add<T>(run: () => Promise<T>): Promise<T> {
    const failures = this.#failures;
    this.#length += 1;
    const result = this.#tail.then(async () => {
      if (this.#failures !== failures) throw this.#lastFailure;
      try {
        return await run();
      } catch (error) {
        this.#failures += 1;
        this.#lastFailure = error;
        throw error;
      }
    });
    const over = (): void => {
      this.#length -= 1;
    };
    this.#tail = result.then(over, over);
    return result;
  }
}
