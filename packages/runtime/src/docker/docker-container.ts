import type { Clock } from '@tiphys/clock';
import type Docker from 'dockerode';
import type { AttemptContainer, AttemptIdentity, ContainerExit, OutputChunk } from '../runtime.ts';
import type { TaskRemains } from '../task-remains.ts';
import { archiveOf } from './archive-of.ts';
import { archivedFile } from './archived-file.ts';
import { addressOf } from './container-address.ts';
import { execIn } from './container-exec.ts';
import type { LabelledAttempt } from './container-labels.ts';
import { NOT_FOUND, NOT_MODIFIED, removalRefusal, statusOf, toRuntimeError } from './docker-error.ts';
import { callDeadline, enginePostStream } from './engine-call.ts';
import { logFrames, logLines } from './log-frames.ts';
import { readAll } from './read-stream.ts';
import { stopContainer } from './stop-container.ts';

/** How long to wait before asking an engine again that does not answer. */
const RECONNECT_MS = 1000;
/** The first wait where an engine ends the following of a log a moment before it says that the container has ended. */
const SHORT_PAUSE_MS = 50;
const KILLED = 137;

/** A handle on one container of the engine. */
export class DockerContainer implements AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  readonly started: boolean;
  readonly #container: Docker.Container;
  readonly #clock: Clock;
  readonly #hasTerminal: boolean;

  constructor(
    container: Docker.Container,
    labelled: LabelledAttempt,
    started: boolean,
    clock: Clock,
    hasTerminal = false,
  ) {
    this.attempt = labelled.attempt;
    this.agentId = labelled.agentId;
    this.remains = labelled.remains;
    this.traceparent = labelled.traceparent;
    this.started = started;
    this.#container = container;
    this.#clock = clock;
    this.#hasTerminal = hasTerminal;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    return this.#acrossRestarts(signal, async () => {
      const exitCode = await this.#waitForEnd(signal);
      if (exitCode === 0) return { exitCode, oomKilled: false, finishedAt: undefined, error: undefined };
      const { State: state } = await this.#container.inspect({ abortSignal: callDeadline() });
      if (state.Running) return undefined;
      return {
        exitCode: state.ExitCode,
        oomKilled: state.OOMKilled,
        finishedAt: Date.parse(state.FinishedAt),
        error: state.Error === '' ? undefined : state.Error,
      };
    }).then((exit) => exit ?? gone());
  }

  /**
   * Follows the log, and reads it once more after the end: an engine may end the following before the last message
   * is in the file (seen with 20.10 where the last line has no newline).
   */
  async *output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    let next = fromOffset;
    let ended = false;
    for (let pause = SHORT_PAUSE_MS; ; pause = Math.min(RECONNECT_MS, pause * 2)) {
      try {
        for await (const chunk of this.#readLog(next, signal)) {
          next = chunk.offset + chunk.data.length;
          yield chunk;
        }
        if (ended) return;
        ended = !(await this.#container.inspect({ abortSignal: callDeadline() })).State.Running;
        if (ended) continue;
      } catch (error) {
        signal.throwIfAborted();
        if (statusOf(error) === NOT_FOUND) return;
        const failure = toRuntimeError(error);
        if (!failure.retryable) throw failure;
      }
      await this.#clock.sleep(pause, signal);
    }
  }

  /**
   * The log from its beginning, so that offsets are counted anew and come out the same. Asked to follow also after
   * the end: that gives all there is as a stream, where dockerode would make one buffer of it.
   */
  async *#readLog(fromOffset: number, signal: AbortSignal): AsyncGenerator<OutputChunk> {
    const log = await this.#container.logs({
      follow: true,
      stdout: true,
      stderr: true,
      timestamps: true,
      abortSignal: signal,
    });
    let offset = 0;
    const source = log as AsyncIterable<Uint8Array> & typeof log;
    for await (const { stream, at, data } of this.#hasTerminal ? logLines(source) : logFrames(source)) {
      const end = offset + data.length;
      const begin = Math.max(offset, fromOffset);
      if (end > begin) yield { stream, offset: begin, at, data: data.subarray(begin - offset) };
      offset = end;
    }
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return archivedFile(this.#container, path, maxBytes);
  }

  async address(): Promise<string | undefined> {
    return addressOf(this.#container);
  }

  async readArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return archiveOf(this.#container, path, signal);
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<number> {
    return execIn(this.#container, command, signal);
  }

  async stop(graceMs: number): Promise<void> {
    try {
      await stopContainer(this.#container, graceMs);
    } catch (error) {
      const status = statusOf(error);
      if (status !== NOT_MODIFIED && status !== NOT_FOUND) throw toRuntimeError(error);
    }
  }

  async remove(): Promise<void> {
    try {
      await this.#container.remove({ force: true, v: true, abortSignal: callDeadline() });
    } catch (error) {
      if (statusOf(error) !== NOT_FOUND) throw removalRefusal(error);
    }
  }

  /**
   * The engine's `wait`, read as a stream: dockerode's own call never returns where the engine dies after it has
   * sent the headers, which it does at once.
   */
  async #waitForEnd(signal: AbortSignal): Promise<number> {
    const body = await enginePostStream(
      this.#container.modem,
      `/containers/${this.#container.id}/wait?`,
      signal,
    );
    const text = (await readAll(body)).toString('utf8');
    const { StatusCode: exitCode } = JSON.parse(text) as { StatusCode?: unknown };
    if (typeof exitCode !== 'number')
      throw new Error(`an answer without an exit code: ${text.slice(0, 200)}`);
    return exitCode;
  }

  /** Asks again until there is an answer; undefined where the container is gone. */
  async #acrossRestarts<T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T | undefined> {
    for (;;) {
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        signal.throwIfAborted();
        if (statusOf(error) === NOT_FOUND) return undefined;
        const failure = toRuntimeError(error);
        if (!failure.retryable) throw failure;
      }
      await this.#clock.sleep(RECONNECT_MS, signal);
    }
  }
}

function gone(): ContainerExit {
  return { exitCode: KILLED, oomKilled: false, finishedAt: undefined, error: 'the container was removed' };
}
