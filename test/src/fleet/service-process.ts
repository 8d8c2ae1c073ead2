import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';

export type ServiceKind = 'api' | 'scheduler' | 'executor' | 'status';

const SERVICES = fileURLToPath(new URL('../../../services/', import.meta.url));
/**
 * A shell that ends the service when this process ends, however it does: a runner that kills a test file leaves no
 * fleet behind. The service's own process id comes out on file descriptor 3.
 */
const KEEPER = `
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
service=$!
echo "$service" >&3
exec 3>&-
(read -r line <&4; kill -KILL "$service") </dev/null >/dev/null 2>&1 &
watcher=$!
exec 4<&-
wait "$service"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;
/** What is kept of a process's log. */
const MAX_LOG_LINES = 2_000;

export interface ServiceProcessOptions {
  /** As in `scheduler-2`. */
  name: string;
  kind: ServiceKind;
  /** All of its environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** `host:port` of its health endpoints. */
  healthAddress: string;
}

/** One service as an operator runs it: `node services/<kind>/src/main.ts`, again and again. */
export class ServiceProcess {
  readonly name: string;
  readonly #options: ServiceProcessOptions;
  readonly #log: string[] = [];
  /** The shell around it. */
  #child: ChildProcess | undefined;
  #pid = Promise.resolve(Number.NaN);
  #exited = Promise.resolve(Number.NaN);

  constructor(options: ServiceProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Of the service's own process. */
  get pid(): Promise<number> {
    return this.#pid;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** What its processes have said since this was last asked. */
  takeLog(): string {
    return this.#log.splice(0).join('\n');
  }

  /** Resolves with the exit code of the process that runs, or ran last; 128 and the signal's number where one ended it. */
  get exited(): Promise<number> {
    return this.#exited;
  }

  /** Starts a process, and does not wait for it. */
  start(): void {
    if (this.isRunning) throw new Error(`${this.name} runs already`);
    const { kind, env, healthAddress } = this.#options;
    const command = [process.execPath, `${SERVICES}${kind}/src/main.ts`];
    const child = spawn('/bin/sh', ['-c', KEEPER, 'tiphys-fleet', ...command], {
      env: { ...env, TIPHYS_HEALTH_ADDRESS: healthAddress },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#pid = text(child.stdio[3] as Readable).then(Number);
    // `close` rather than `exit`: what it said last is part of its log.
    this.#exited = once(child, 'close').then(([code]) => code as number);
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        this.#log.push(...lines);
        this.#log.splice(0, this.#log.length - MAX_LOG_LINES);
      });
    }
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number> {
    if (this.isRunning) process.kill(await this.#pid, signal);
    return this.#exited;
  }

  /** What /readyz answers now; undefined where nobody answers. */
  async readiness(): Promise<{ ready: boolean; text: string } | undefined> {
    try {
      const answer = await fetch(`http://${this.#options.healthAddress}/readyz`);
      return { ready: answer.ok, text: await answer.text() };
    } catch {
      return undefined;
    }
  }

  /** What /metrics answers. */
  async metrics(): Promise<string> {
    return (await fetch(`http://${this.#options.healthAddress}/metrics`)).text();
  }

  /** @throws Error with what it said, where it ends before it is ready. */
  async ready(): Promise<void> {
    let last = 'nobody answers';
    await eventually(`${this.name} is ready`, async () => {
      if (!this.isRunning)
        throw new Error(`${this.name} has ended (${await this.#exited}):\n${this.takeLog()}`);
      const answer = await this.readiness();
      last = answer?.text ?? last;
      return answer?.ready || undefined;
    }).catch((error: Error) => {
      throw new Error(`${error.message}; ${last}`, { cause: error });
    });
  }
}
