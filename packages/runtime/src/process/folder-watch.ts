import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '@tiphys/clock';

/** Some file systems tell nothing of their changes; so it is looked at this often as well. */
const LOOK_MS = 500;

/** Wakes whoever waits for something to change in a folder. */
export class FolderWatch {
  readonly #clock: Clock;
  readonly #watcher: FSWatcher | undefined;
  #changes = 0;
  #wake: (() => void) | undefined;

  constructor(path: string, clock: Clock) {
    this.#clock = clock;
    this.#watcher = open(path, () => {
      this.#changes += 1;
      this.#wake?.();
    });
  }

  /**
   * Looks now and after each change, until there is something.
   *
   * @throws the signal's reason.
   */
  async until<T>(look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      const seen = this.#changes;
      const found = await look();
      if (found !== undefined) return found;
      if (seen === this.#changes) await this.#change(signal);
    }
  }

  close(): void {
    this.#watcher?.close();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = this.#clock.setTimer(LOOK_MS, done);
      signal.addEventListener('abort', done, { once: true });
      this.#wake = done;
      if (signal.aborted) done();
    });
  }
}

/** Undefined where the folder is gone or watching is refused: looking every now and then is enough. */
function open(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path, { persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
