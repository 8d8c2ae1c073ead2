/** What has been opened, to be closed in the reverse order. */
export class ReleaseStack {
  readonly #steps: (() => Promise<void> | void)[] = [];
  #running: Promise<void> | undefined;

  push(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  /** Closes all, whatever single ones throw; rejects with the first error. Called twice, it waits for the first. */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
