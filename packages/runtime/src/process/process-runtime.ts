import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Clock } from '@tiphys/clock';
import { attemptKey } from '../attempt-key.ts';
import { FAILURES_VARIABLE } from '../failures-variable.ts';
import { resourceLimits } from '../resource-limits.ts';
import type { AttemptContainer, AttemptIdentity, ContainerRuntime, StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { StartRefusal } from '../start-refusal.ts';
import { AttemptFolder } from './attempt-folder.ts';
import { commandPath } from './command-path.ts';
import { FolderWatch } from './folder-watch.ts';
import { OutputOrders } from './output-orders.ts';
import { refusePod } from './pod-refusal.ts';
import { ProcessContainer } from './process-container.ts';
import { unpackOnHost } from './unpack-on-host.ts';
import { WRAPPER } from './wrapper.ts';

export interface ProcessRuntimeOptions {
  /** Where the attempts' folders are; outlives the agent. */
  stateFolder: string;
  /** Folders in which commands are found, before those of `hostPath`. */
  extraPath: readonly string[];
  /** PATH of the agent. */
  hostPath: string;
  clock: Clock;
  /** Told once of each image that is not used, and of limits that limit nothing. */
  warn: (message: string) => void;
}

/**
 * Runs attempts as processes of this host, for machines without a container engine: no image, no isolation, the
 * agent's own rights. Files that a command names by absolute paths are the host's.
 */
export class ProcessRuntime implements ContainerRuntime {
  readonly name = 'process';
  readonly #options: ProcessRuntimeOptions;
  readonly #orders: OutputOrders;
  readonly #warned = new Set<string>();

  constructor(options: ProcessRuntimeOptions) {
    this.#options = { ...options, stateFolder: resolve(options.stateFolder) };
    this.#orders = new OutputOrders(options.clock);
  }

  async problem(): Promise<string | undefined> {
    if (process.platform === 'win32') return 'the process runtime needs a POSIX shell: use Docker on Windows';
    const { stateFolder } = this.#options;
    try {
      await mkdir(stateFolder, { recursive: true });
      await access(stateFolder, constants.W_OK);
      await access('/bin/sh', constants.X_OK);
      return undefined;
    } catch (error) {
      return `the process runtime cannot work in ${stateFolder}: ${error instanceof Error ? error.message : error}`;
    }
  }

  async start(order: StartOrder, signal: AbortSignal): Promise<AttemptContainer> {
    const { task, attempt } = order;
    if (task.command.length === 0) {
      throw new RuntimeError(
        'invalid_task',
        `image "${task.image}": without a container engine there is no image to take a command from; give the template a command`,
      );
    }
    resourceLimits(task.resources);
    refusePod(task);
    this.#warnOf(order);
    const folder = this.#folder(attempt);
    const there = await this.#handle(folder);
    if (there?.started) return there;
    if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a process');
    await this.#launch(folder, order);
    const started = await this.#handle(folder);
    if (started === undefined)
      throw new RuntimeError('engine_failed', 'the attempt was removed as it was started');
    return started;
  }

  async find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined> {
    return this.#handle(this.#folder(attempt));
  }

  async list(agentId: string): Promise<AttemptContainer[]> {
    const names = await readdir(this.#options.stateFolder).catch(() => []);
    const handles = await Promise.all(
      names.map((name) => this.#handle(new AttemptFolder(join(this.#options.stateFolder, name)))),
    );
    return handles.filter(
      (handle) => handle !== undefined && handle.agentId === agentId,
    ) as AttemptContainer[];
  }

  async releaseClaims(): Promise<void> {}

  async claimHolders(): Promise<string[]> {
    return [];
  }

  async close(): Promise<void> {}

  /** Leaves no folder behind where nothing was started. */
  async #launch(folder: AttemptFolder, order: StartOrder): Promise<void> {
    await folder.prepare(order);
    try {
      for (const archive of order.archives ?? []) await unpackOnHost(folder, archive);
      await order.beforeStart?.();
      await this.#spawn(folder, order);
    } catch (error) {
      if ((await folder.pid()) !== undefined) return;
      await (await this.#handle(folder))?.remove();
      throw error;
    }
  }

  /** Detached: the process leads a group of its own and survives the agent. */
  async #spawn(folder: AttemptFolder, { task }: StartOrder): Promise<void> {
    const { hostPath, clock } = this.#options;
    const env = this.#environment(folder, task.env);
    if (task.failures !== undefined) env.set(FAILURES_VARIABLE, folder.failuresFile);
    const cwd = task.workingDir ? resolve(folder.work, task.workingDir) : folder.work;
    await access(cwd).catch(() => {
      throw new RuntimeError('invalid_task', `workingDir: ${cwd} does not exist on this host`);
    });
    const command = await commandPath(task.command[0] ?? '', env.get('PATH') ?? '', cwd);
    const tools = [await commandPath('ln', hostPath, '/'), await commandPath('mv', hostPath, '/')];
    const args = [
      '-c',
      WRAPPER,
      'tiphys',
      folder.path,
      ...tools,
      command,
      ...task.command.slice(1),
      ...task.args,
      ...(task.script === undefined ? [] : [folder.scriptFile]),
    ];
    const watch = new FolderWatch(folder.path, clock);
    const ended = new AbortController();
    let child: ChildProcess;
    try {
      child = spawn('/bin/sh', args, { cwd, env: Object.fromEntries(env), detached: true, stdio: 'ignore' });
    } catch (error) {
      watch.close();
      // NUL in an argument or a variable, or more of them than the kernel takes.
      throw startError(reasonOf(error));
    }
    child.on('error', (error) => ended.abort(startError(error.message)));
    child.on('exit', (code, by) => ended.abort(startError(`the shell ended at once (${by ?? code})`)));
    child.unref();
    try {
      await watch.until(() => folder.pid(), ended.signal);
    } finally {
      watch.close();
    }
  }

  #environment(folder: AttemptFolder, env: StartOrder['task']['env']): Map<string, string> {
    const { extraPath, hostPath } = this.#options;
    const result = new Map([
      ['PATH', [...extraPath, hostPath].join(delimiter)],
      ['HOME', folder.work],
      ['TMPDIR', folder.temporary],
    ]);
    for (const { name, value } of env) result.set(name, value ?? '');
    return result;
  }

  async #handle(folder: AttemptFolder): Promise<ProcessContainer | undefined> {
    const record = await folder.record();
    if (record === undefined) return undefined;
    const started = (await folder.pid()) !== undefined;
    return new ProcessContainer(folder, record, started, this.#orders, this.#options.clock);
  }

  #folder(attempt: AttemptIdentity): AttemptFolder {
    return new AttemptFolder(join(this.#options.stateFolder, attemptKey(attempt)));
  }

  #warnOf({ task }: StartOrder): void {
    this.#warnOnce(`image "${task.image}" is not used: its commands run as processes of this host`);
    if (task.resources?.limits !== undefined)
      this.#warnOnce('resources.limits limit nothing without a container engine');
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.warn(message);
  }
}

/** In the words of the other runtimes' engines. Node would show the whole value, which may be a secret. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message: string };
  if (code === 'ERR_INVALID_ARG_VALUE') return 'exec: invalid argument: there is a NUL in it';
  return code === 'E2BIG' ? 'exec: argument list too long' : message;
}

function startError(reason: string): RuntimeError {
  return new StartRefusal('start_failed', 'main', reason);
}
