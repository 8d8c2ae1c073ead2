import type { Timer } from '@tiphys/clock';
import type { LogChunk } from '@tiphys/event-log';
import type { AttemptContainer, OutputChunk } from '@tiphys/runtime';
import type { ExecutorOptions } from './executor-options.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';
import { StdoutTail } from './stdout-tail.ts';

/** What is stored in one piece at most: well below any broker's limit. */
const MAX_PIECE_BYTES = 256 * 1024;

/** Carries a container's output to the log store: in order, each byte once, whoever was interrupted where. */
export class OutputPump {
  readonly #ports: Pick<ExecutorPorts, 'logs' | 'clock' | 'logger' | 'metrics'>;
  readonly #options: Pick<ExecutorOptions, 'logFlushMs' | 'logFlushBytes' | 'maxOutputBytes'>;
  readonly #container: AttemptContainer;
  readonly #signal: AbortSignal;
  #pending: OutputChunk[] = [];
  #pendingBytes = 0;
  /** Where the output taken so far ends. */
  #end = 0;
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | undefined;

  constructor(
    ports: Pick<ExecutorPorts, 'logs' | 'clock' | 'logger' | 'metrics'>,
    options: Pick<ExecutorOptions, 'logFlushMs' | 'logFlushBytes' | 'maxOutputBytes'>,
    container: AttemptContainer,
    signal: AbortSignal,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#container = container;
    this.#signal = signal;
  }

  /**
   * Resolves when the container has ended and its output, with the end marker, is durable.
   *
   * @returns `outputs.result`, where the task asks for it.
   * @throws the signal's reason, and what the runtime throws; a log store that refuses only costs the log.
   */
  async run(): Promise<string | undefined> {
    const { attempt, remains } = this.#container;
    const { logs } = this.#ports;
    const stored = await this.#persistently('the place in the log', () =>
      logs.position(attempt, this.#signal),
    );
    const tail = remains.includeResult ? new StdoutTail(this.#options.maxOutputBytes) : undefined;
    if (stored.ended && tail === undefined) return undefined;
    // For the result all of the output is read once more; what is stored already is only looked at.
    const from = tail === undefined ? stored.offset : 0;
    try {
      for await (const chunk of this.#container.output(from, this.#signal)) {
        if (chunk.stream === 1) tail?.add(chunk.data);
        if (!stored.ended) await this.#take(chunk, stored.offset);
      }
      if (!stored.ended) await this.#finish(Math.max(this.#end, stored.offset));
    } finally {
      this.#timer?.cancel();
    }
    return tail?.text();
  }

  async #take(chunk: OutputChunk, storedUntil: number): Promise<void> {
    const skipped = Math.min(chunk.data.length, Math.max(0, storedUntil - chunk.offset));
    this.#end = chunk.offset + chunk.data.length;
    if (skipped === chunk.data.length) return;
    const data = chunk.data.subarray(skipped);
    this.#pending.push({ ...chunk, offset: chunk.offset + skipped, data });
    this.#pendingBytes += data.length;
    if (this.#pendingBytes >= this.#options.logFlushBytes) {
      // Waiting here is what keeps a container that writes faster than the broker from filling the memory.
      await this.#flush();
    } else {
      this.#timer ??= this.#ports.clock.setTimer(this.#options.logFlushMs, () => {
        this.#timer = undefined;
        void this.#flush().catch(() => undefined);
      });
    }
  }

  async #finish(end: number): Promise<void> {
    await this.#flush();
    await this.#append({ stream: 1, offset: end, at: this.#ports.clock.now(), data: new Uint8Array() }, true);
  }

  /** One write at a time: the store drops a chunk that comes after a later one. */
  #flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const pieces = joined(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    for (const piece of pieces) await this.#append(piece, false);
  }

  async #append(piece: OutputChunk, end: boolean): Promise<void> {
    if (this.#failure !== undefined) return;
    const { attempt, remains } = this.#container;
    const chunk: LogChunk = {
      attempt,
      podName: remains.podName,
      templateName: remains.templateName,
      ...piece,
      end,
    };
    try {
      await this.#persistently('output', () => this.#ports.logs.append(chunk, this.#signal));
      this.#ports.metrics.outputStored.add(piece.data.length);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#failure = { error };
      this.#ports.logger.error('the output of an attempt is not stored', { attempt, error });
    }
  }

  #persistently<T>(what: string, run: () => Promise<T>): Promise<T> {
    return persistently(this.#ports, what, run, this.#signal);
  }
}

/** Neighbours of the same stream become one, up to a size. */
function joined(chunks: readonly OutputChunk[]): OutputChunk[] {
  const pieces: { first: OutputChunk; parts: Uint8Array[]; bytes: number }[] = [];
  for (const chunk of chunks.flatMap(split)) {
    const last = pieces.at(-1);
    if (last?.first.stream === chunk.stream && last.bytes + chunk.data.length <= MAX_PIECE_BYTES) {
      last.parts.push(chunk.data);
      last.bytes += chunk.data.length;
    } else pieces.push({ first: chunk, parts: [chunk.data], bytes: chunk.data.length });
  }
  return pieces.map(({ first, parts }) => ({ ...first, data: new Uint8Array(Buffer.concat(parts)) }));
}

function split(chunk: OutputChunk): OutputChunk[] {
  if (chunk.data.length <= MAX_PIECE_BYTES) return [chunk];
  const pieces: OutputChunk[] = [];
  for (let start = 0; start < chunk.data.length; start += MAX_PIECE_BYTES) {
    const data = chunk.data.subarray(start, start + MAX_PIECE_BYTES);
    pieces.push({ ...chunk, offset: chunk.offset + start, data });
  }
  return pieces;
}
