import type { ExecutorPorts } from './ports.ts';

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;

/** Whether the container engine can be used, looked at now and then. */
export class RuntimeWatch {
  readonly #ports: Pick<ExecutorPorts, 'runtime' | 'clock' | 'logger'>;
  readonly #waiting = new Set<() => void>();
  #problem: string | undefined = 'not looked at yet';

  constructor(ports: Pick<ExecutorPorts, 'runtime' | 'clock' | 'logger'>) {
    this.#ports = ports;
  }

  /** Undefined: it can. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Looks until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      const delay = this.#problem === undefined ? LOOK_MS : LOOK_AGAIN_MS;
      await this.#ports.clock.sleep(delay, signal).catch(() => undefined);
    }
  }

  /** Resolves when the engine can be used, or the signal is aborted. */
  usable(signal: AbortSignal): Promise<void> {
    if (this.#problem === undefined || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  async #look(): Promise<void> {
    const { runtime, logger } = this.#ports;
    const problem = await runtime.problem().catch((error: unknown) => String(error));
    if (problem !== undefined && problem !== this.#problem) logger.warn(problem, { runtime: runtime.name });
    this.#problem = problem;
    if (problem === undefined) for (const wake of [...this.#waiting]) wake();
  }
}
