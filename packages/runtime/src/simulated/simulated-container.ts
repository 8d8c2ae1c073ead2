import type { AttemptContainer, AttemptIdentity, ContainerExit, OutputChunk } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { remainsOf, type TaskRemains } from '../task-remains.ts';
import type { HostedRun } from './hosted-run.ts';
import { packFiles } from './simulated-archive.ts';

/** A handle on a container of the simulated host. */
export class SimulatedContainer implements AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  readonly started: boolean;
  readonly #remove: () => Promise<void>;
  readonly #run: HostedRun;

  constructor(run: HostedRun, remove: () => Promise<void>) {
    this.attempt = run.order.attempt;
    this.agentId = run.order.agentId;
    this.remains = remainsOf(run.order.task);
    this.traceparent = run.order.traceparent;
    this.started = run.isStarted;
    this.#remove = remove;
    this.#run = run;
  }

  exited(signal: AbortSignal): Promise<ContainerExit> {
    return this.#run.ended(signal);
  }

  async *output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    let next = fromOffset;
    for (;;) {
      signal.throwIfAborted();
      const ended = this.#run.exit !== undefined;
      for (const chunk of this.#run.written(next)) {
        yield chunk;
        next = chunk.offset + chunk.data.length;
      }
      if (ended) return;
      if (this.#run.exit === undefined) await this.#run.more(next, signal);
    }
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const text = this.#run.file(path);
    if (text === undefined) return undefined;
    const data = new TextEncoder().encode(text);
    if (data.length > maxBytes) {
      throw new RuntimeError(
        'file_too_large',
        `${path}: ${data.length} bytes, at most ${maxBytes} can be kept`,
      );
    }
    return data;
  }

  async address(): Promise<string | undefined> {
    return this.#run.exit === undefined ? '10.0.0.1' : undefined;
  }

  async readArchive(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const files = this.#run.files(path);
    return files.length === 0 ? undefined : packFiles(path, files);
  }

  async exec(): Promise<number> {
    return this.#run.exit === undefined ? 0 : 1;
  }

  async stop(graceMs: number): Promise<void> {
    this.#run.stop(graceMs);
    await this.#run.ended(new AbortController().signal);
  }

  async remove(): Promise<void> {
    await this.#remove();
  }
}
