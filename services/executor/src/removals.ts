import type { AttemptContainer } from '@tiphys/runtime';
import { backoffDelay } from '@tiphys/service-kit';
import { naming } from './attempt-commands.ts';
import type { ExecutorPorts } from './ports.ts';

const WAITS = { initialMs: 100, maxMs: 30_000 };

/**
 * Removes containers whose attempts have been dealt with. What the engine does not remove at once, whatever it says,
 * is tried again beside the work until it is gone, or the agent stops: its next start finds what is left.
 */
export class Removals {
  readonly #ports: Pick<ExecutorPorts, 'clock' | 'logger'>;
  readonly #stopping = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(ports: Pick<ExecutorPorts, 'clock' | 'logger'>) {
    this.#ports = ports;
  }

  /** Resolves after the first try, which is made though the agent stops. */
  async remove(container: AttemptContainer): Promise<void> {
    if (await this.#try(container, 1)) return;
    const rest = this.#again(container);
    this.#pending.add(rest);
    void rest.finally(() => this.#pending.delete(rest));
  }

  /** No more is tried; resolves when nothing is being removed any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#pending);
  }

  async #again(container: AttemptContainer): Promise<void> {
    const { signal } = this.#stopping;
    for (let tries = 1; ; tries += 1) {
      await this.#ports.clock.sleep(backoffDelay(WAITS, tries), signal).catch(() => undefined);
      if (signal.aborted || (await this.#try(container, tries + 1))) return;
    }
  }

  async #try(container: AttemptContainer, tries: number): Promise<boolean> {
    try {
      await container.remove();
      return true;
    } catch (error) {
      const level = tries === 1 ? 'warn' : 'debug';
      this.#ports.logger[level]('a container is not removed yet', {
        ...naming(container.attempt),
        tries,
        error,
      });
      return false;
    }
  }
}
