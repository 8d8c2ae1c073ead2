import type { Clock } from '@tiphys/clock';
import type { ContainerExit, OutputChunk, SetContainerExit } from '../../runtime.ts';
import { RuntimeError } from '../../runtime-error.ts';
import { StartRefusal } from '../../start-refusal.ts';
import type { PodCore } from './docker-pod.ts';

const MAIN = 'main';
/** What Argo's executor ends with where it cannot start a container. */
const NOT_STARTED_CODE = 64;
/** Between looks for output of a container that has not started, or may start again. */
const OUTPUT_PAUSE_MS = 500;

/** One container of a set, as its labels say. */
export interface SetMember {
  name: string;
  index: number;
  dependencies: readonly string[];
  retries: number;
  retryDelayMs: number;
  /** Its command as it may be shown, where values have taken the place of references in it. */
  shown?: string;
  container: PodCore;
  /** Starts it, again where it has ended. */
  start: (signal: AbortSignal) => Promise<void>;
  /** `created` means that it has never been started. */
  status: () => Promise<string>;
}

/**
 * The containers of a set. Each starts when those that it depends on have succeeded; one that fails is started again
 * as often as the set's strategy says, in its own files, as Argo's executor does. Who waits for the set drives it:
 * after a restart of the agent it goes on where it was, but that retries are counted anew.
 */
export class DockerSet implements PodCore {
  readonly #members: readonly SetMember[];
  readonly #clock: Clock;
  readonly #ended = Promise.withResolvers<void>();
  #isDriven = false;
  #stopping = false;

  constructor(members: readonly SetMember[], clock: Clock) {
    this.#members = [...members].sort((a, b) => a.index - b.index);
    this.#clock = clock;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    this.#isDriven = true;
    const ends = new Map<string, Promise<SetContainerExit>>();
    const endOf = (name: string): Promise<SetContainerExit> => {
      const known = ends.get(name);
      if (known !== undefined) return known;
      const member = this.#members.find((one) => one.name === name);
      const end = member === undefined ? unknown(name) : this.#run(member, endOf, signal);
      ends.set(name, end);
      return end;
    };
    const containers = await Promise.all(this.#members.map(({ name }) => endOf(name)));
    this.#ended.resolve();
    const main = containers.find(({ name }) => name === MAIN);
    const failed = containers.find(({ exitCode }) => exitCode !== 0);
    return {
      exitCode: (main ?? failed)?.exitCode ?? (failed === undefined ? 0 : NOT_STARTED_CODE),
      oomKilled: (main ?? failed)?.oomKilled ?? false,
      finishedAt: undefined,
      error: (main ?? failed)?.error,
      containers,
    };
  }

  /**
   * That of the main container, or of the last one: from when it starts, which is when what it depends on has ended,
   * through all its retries. Where nobody waits for the set by this handle, what there is.
   */
  async *output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    const { container } = this.#deciding();
    let next = fromOffset;
    let ended = false;
    this.#ended.promise.then(() => {
      ended = true;
    });
    for (;;) {
      const isLast = ended || !this.#isDriven;
      for await (const chunk of container.output(next, signal)) {
        next = chunk.offset + chunk.data.length;
        yield chunk;
      }
      if (isLast) return;
      await Promise.race([this.#ended.promise, this.#clock.sleep(OUTPUT_PAUSE_MS, signal)]);
    }
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return this.#deciding().container.readFile(path, maxBytes);
  }

  async readArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#deciding().container.readArchive(path, signal);
  }

  address(): Promise<string | undefined> {
    return this.#deciding().container.address();
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<number> {
    return this.#deciding().container.exec(command, signal);
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#members.map(({ container }) => container.stop(graceMs)));
  }

  #deciding(): SetMember {
    const member = this.#members.find(({ name }) => name === MAIN) ?? this.#members.at(-1);
    if (member === undefined) throw new RuntimeError('engine_failed', 'a set without containers');
    return member;
  }

  async #run(
    member: SetMember,
    endOf: (name: string) => Promise<SetContainerExit>,
    signal: AbortSignal,
  ): Promise<SetContainerExit> {
    const { name, dependencies } = member;
    for (const dependency of dependencies) {
      const { exitCode = NOT_STARTED_CODE } = await endOf(dependency);
      if (exitCode === 0) continue;
      const error = `dependency "${dependency}" exited with non-zero code: ${exitCode}`;
      return { name, exitCode: undefined, oomKilled: false, error };
    }
    try {
      return await this.#runReady(member, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StartRefusal)) throw error;
      const { exitCode, detail } = error;
      return { name, exitCode, oomKilled: false, error: shownDetail(detail, member.shown) };
    }
  }

  async #runReady(member: SetMember, signal: AbortSignal): Promise<SetContainerExit> {
    const { name, container, retries, retryDelayMs } = member;
    if ((await member.status()) === 'created') {
      if (this.#stopping) return { name, exitCode: undefined, oomKilled: false, error: 'stopped' };
      await member.start(signal);
    }
    for (let left = retries; ; left -= 1) {
      const { exitCode, oomKilled, error } = await container.exited(signal);
      if (exitCode === 0 || left <= 0 || this.#stopping) return { name, exitCode, oomKilled, error };
      await this.#clock.sleep(retryDelayMs, signal);
      if (this.#stopping) return { name, exitCode, oomKilled, error };
      await member.start(signal);
    }
  }
}

function shownDetail(detail: string, shown: string | undefined): string {
  return shown === undefined
    ? detail
    : detail.replace(/exec: ".*": (stat .*: )?/s, () => `exec: ${JSON.stringify(shown)}: `);
}

/** Validation has refused it. */
function unknown(name: string): Promise<SetContainerExit> {
  return Promise.resolve({
    name,
    exitCode: undefined,
    oomKilled: false,
    error: 'there is no such container',
  });
}
