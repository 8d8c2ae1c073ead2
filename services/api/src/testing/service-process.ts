import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Another service as its own process, as in a fleet: services do not import each other. */
export class ServiceProcess {
  readonly #kind: string;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;

  /** @param env all of its environment. */
  constructor(kind: 'status' | 'scheduler', env: Readonly<Record<string, string>>) {
    this.#kind = kind;
    this.#env = env;
  }

  /** @returns its address, once it is ready; empty where it listens nowhere. */
  async start(): Promise<string> {
    const main = fileURLToPath(new URL(`../../../${this.#kind}/src/main.ts`, import.meta.url));
    const child = spawn(process.execPath, [main], { env: this.#env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(line);
      const { msg, address = '' } = JSON.parse(line) as { msg: string; address?: string };
      if (msg !== 'ready') continue;
      child.stdout.resume();
      return address;
    }
    throw new Error(`${this.#kind} ended before it was ready:\n${said.join('\n')}`);
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
