import type { Clock, Timer } from '@tiphys/clock';
import type { ContainerExit, OutputChunk, StartOrder } from '../runtime.ts';
import type { ScriptedRun } from './scripted-run.ts';

const TERMINATED = 143;
const KILLED = 137;

/** One container on the simulated host, made and then started: what has happened so far is worked out from the script and the clock. */
export class HostedRun {
  readonly order: StartOrder;
  readonly #script: ScriptedRun;
  readonly #clock: Clock;
  #chunks: OutputChunk[] = [];
  readonly #placed = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  #isStarted = false;
  #exit: ContainerExit | undefined;
  #end: Timer | undefined;

  constructor(order: StartOrder, script: ScriptedRun, clock: Clock) {
    this.order = order;
    this.#script = script;
    this.#clock = clock;
  }

  /** False: it was only made. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  start(): void {
    const { durationMs, exitCode, oomKilled = false } = this.#script;
    this.#isStarted = true;
    this.#chunks = chunksOf(this.#script, this.#clock.now());
    if (Number.isFinite(durationMs)) {
      this.#end = this.#clock.setTimer(durationMs, () => this.#finish(exitCode, oomKilled));
    }
  }

  get exit(): ContainerExit | undefined {
    return this.#exit;
  }

  file(path: string): string | undefined {
    return this.#script.files?.get(path) ?? this.#placed.get(path);
  }

  /** The files at and below a path. */
  files(path: string): [path: string, text: string][] {
    const all = new Map([...this.#placed, ...(this.#script.files ?? [])]);
    return [...all].filter(([name]) => name === path || name.startsWith(`${path}/`));
  }

  /** A file that was there before it started. */
  place(path: string, text: string): void {
    this.#placed.set(path, text);
  }

  /** Resolves when it has ended. */
  async ended(signal: AbortSignal): Promise<ContainerExit> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#exit !== undefined) return this.#exit;
      await this.#changed(signal);
    }
  }

  /** What has been written at or after the offset by now, oldest first. */
  written(fromOffset: number): OutputChunk[] {
    const until = this.#exit?.finishedAt ?? this.#clock.now();
    return this.#chunks
      .filter(({ at, offset, data }) => at <= until && offset + data.length > fromOffset)
      .map((chunk) => {
        const skipped = Math.max(0, fromOffset - chunk.offset);
        return { ...chunk, offset: chunk.offset + skipped, data: chunk.data.subarray(skipped) };
      });
  }

  /** Waits until there may be more output than up to the offset: the next piece is due, or the end has come. */
  async more(offset: number, signal: AbortSignal): Promise<void> {
    const next = this.#chunks.find((chunk) => chunk.offset + chunk.data.length > offset);
    const timer =
      next === undefined ? undefined : this.#clock.setTimer(next.at - this.#clock.now(), () => this.#wake());
    try {
      await this.#changed(signal);
    } finally {
      timer?.cancel();
    }
  }

  /** SIGTERM, and SIGKILL after the grace. */
  stop(graceMs: number): void {
    if (this.#exit !== undefined) return;
    if (this.#script.ignoresTerm !== true) this.#finish(TERMINATED, false);
    else this.#clock.setTimer(graceMs, () => this.kill());
  }

  kill(): void {
    this.#finish(KILLED, false);
  }

  #finish(exitCode: number, oomKilled: boolean): void {
    if (this.#exit !== undefined) return;
    this.#end?.cancel();
    this.#exit = { exitCode, oomKilled, finishedAt: this.#clock.now(), error: undefined };
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }
}

function chunksOf({ output = [] }: ScriptedRun, startedAt: number): OutputChunk[] {
  const chunks: OutputChunk[] = [];
  let offset = 0;
  for (const { afterMs, stream, text } of output) {
    const data = new TextEncoder().encode(text);
    chunks.push({ stream, offset, at: startedAt + afterMs, data });
    offset += data.length;
  }
  return chunks;
}
