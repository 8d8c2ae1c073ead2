import type { ContainerExit, OutputChunk } from '../../runtime.ts';
import type { ContainerCare } from './container-care.ts';
import type { PodCore } from './docker-pod.ts';

/** A container whose probes are asked for as long as somebody waits for its end, and which ends with its hook. */
export class CaredContainer implements PodCore {
  readonly #inner: PodCore;
  readonly #care: ContainerCare;

  constructor(inner: PodCore, care: ContainerCare) {
    this.#inner = inner;
    this.#care = care;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    const over = new AbortController();
    const watching = this.#watch(AbortSignal.any([signal, over.signal]));
    try {
      const exit = await this.#inner.exited(signal);
      const { reason } = this.#care;
      this.#care.forget();
      return exit.exitCode === 0 || reason === undefined ? exit : { ...exit, error: reason };
    } finally {
      over.abort();
      await watching;
    }
  }

  /** An engine that does not answer is asked anew: its container goes on. */
  async #watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#care.watch(signal);
        return;
      } catch {
        await this.#care.pause(signal);
      }
    }
  }

  output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    return this.#inner.output(fromOffset, signal);
  }

  readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return this.#inner.readFile(path, maxBytes);
  }

  readArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#inner.readArchive(path, signal);
  }

  address(): Promise<string | undefined> {
    return this.#inner.address();
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<number> {
    return this.#inner.exec(command, signal);
  }

  stop(graceMs: number): Promise<void> {
    return this.#care.stop(graceMs);
  }
}
