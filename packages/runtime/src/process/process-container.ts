import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@tiphys/clock';
import { untilReady } from '../probe/until-ready.ts';
import type { AttemptContainer, AttemptIdentity, ContainerExit, OutputChunk } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { TaskRemains } from '../task-remains.ts';
import type { AttemptFolder, FolderRecord } from './attempt-folder.ts';
import { FolderWatch } from './folder-watch.ts';
import { hostArchive } from './host-archive.ts';
import { hostFile } from './host-file.ts';
import type { OutputOrders } from './output-orders.ts';
import { isWrapperAlive, signalGroup } from './wrapper.ts';

const KILLED = 137;
const LOOK_MS = 5;
const MAX_LOOKS = 200;

/** A handle on the processes of one attempt. */
export class ProcessContainer implements AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  readonly started: boolean;
  readonly #folder: AttemptFolder;
  readonly #orders: OutputOrders;
  readonly #clock: Clock;

  constructor(
    folder: AttemptFolder,
    record: FolderRecord,
    started: boolean,
    orders: OutputOrders,
    clock: Clock,
  ) {
    this.attempt = record.attempt;
    this.agentId = record.agentId;
    this.remains = record.remains;
    this.traceparent = record.traceparent;
    this.started = started;
    this.#folder = folder;
    this.#orders = orders;
    this.#clock = clock;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    return this.#watching((watch) => watch.until(() => this.#exit(), signal));
  }

  async *output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    const watch = new FolderWatch(this.#folder.path, this.#clock);
    try {
      let next = fromOffset;
      for (;;) {
        const found = await watch.until(() => this.#outputOrEnd(next), signal);
        if (found === 'end') return;
        yield found;
        next += found.data.length;
      }
    } finally {
      watch.close();
    }
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return hostFile(this.#folder, path, maxBytes);
  }

  async address(): Promise<string | undefined> {
    return (await this.#exit()) === undefined ? '127.0.0.1' : undefined;
  }

  /** Of a probe that runs a command, see refusePod. */
  async ready(signal: AbortSignal): Promise<void> {
    const { readinessProbe, ports = [] } = this.remains.pod?.settings ?? {};
    if (readinessProbe === undefined) return;
    const target = { address: async () => undefined, ports, exec: () => this.exec() };
    await untilReady(readinessProbe, { target, clock: this.#clock, since: this.#clock.now() }, signal);
  }

  async readArchive(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    return hostArchive(this.#folder, path);
  }

  async exec(): Promise<number> {
    throw new RuntimeError('engine_failed', 'the process runtime runs no command beside a program');
  }

  async stop(graceMs: number): Promise<void> {
    const pid = await this.#folder.pid();
    if (pid === undefined || (await this.#exit()) !== undefined) return;
    signalGroup(pid, 'SIGTERM');
    const grace = new AbortController();
    const timer = this.#clock.setTimer(graceMs, () => grace.abort());
    try {
      await this.exited(grace.signal);
    } catch (error) {
      if (!grace.signal.aborted) throw error;
      signalGroup(pid, 'SIGKILL');
      await this.exited(new AbortController().signal);
    } finally {
      timer.cancel();
    }
  }

  async remove(): Promise<void> {
    await this.stop(0);
    await rm(this.#folder.path, { recursive: true, force: true, maxRetries: 5 });
    this.#orders.forget(this.#folder);
  }

  /** The end has to be seen before the output is looked at, so that what is there then is all. */
  async #outputOrEnd(next: number): Promise<OutputChunk | 'end' | undefined> {
    const ended = (await this.#exit()) !== undefined;
    const order = this.#orders.of(this.#folder);
    await order.look();
    return (await order.chunk(next)) ?? (ended ? 'end' : undefined);
  }

  async #exit(): Promise<ContainerExit | undefined> {
    const exitCode = await this.#folder.exitCode();
    if (exitCode !== undefined) {
      await this.#othersEnded();
      return this.#ended(exitCode);
    }
    const pid = await this.#folder.pid();
    if (pid === undefined) {
      if ((await this.#folder.record()) !== undefined) return undefined;
      return { exitCode: KILLED, oomKilled: false, finishedAt: undefined, error: 'the attempt was removed' };
    }
    if (await isWrapperAlive(pid, this.#folder.path)) return undefined;
    // It may have ended in good order since the first look.
    const written = await this.#folder.exitCode();
    if (written !== undefined) return this.#ended(written);
    signalGroup(pid, 'SIGKILL');
    await this.#folder.writeExit(KILLED).catch((error: unknown) => {
      throw new RuntimeError('engine_failed', `the end of an attempt cannot be written down: ${error}`, {
        cause: error,
      });
    });
    return this.#ended(KILLED);
  }

  /**
   * The wrapper writes the exit code, and then kills its group, itself included. What is left of the attempt ends
   * with it: as long as the wrapper is there, the end is a moment away.
   */
  async #othersEnded(): Promise<void> {
    const pid = await this.#folder.pid();
    if (pid === undefined) return;
    for (let looks = 0; await isWrapperAlive(pid, this.#folder.path); looks += 1) {
      if (looks >= MAX_LOOKS) signalGroup(pid, 'SIGKILL');
      await this.#clock.sleep(LOOK_MS);
    }
  }

  async #ended(exitCode: number): Promise<ContainerExit> {
    const finishedAt = await stat(join(this.#folder.path, 'exit')).then(
      ({ mtimeMs }) => Math.round(mtimeMs),
      () => undefined,
    );
    return { exitCode, oomKilled: false, finishedAt, error: undefined };
  }

  async #watching<T>(use: (watch: FolderWatch) => Promise<T>): Promise<T> {
    const watch = new FolderWatch(this.#folder.path, this.#clock);
    try {
      return await use(watch);
    } finally {
      watch.close();
    }
  }
}
