import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to a unix socket that can be cut: what a restart of the engine looks like from outside. */
export class CutProxy {
  readonly path: string;
  readonly #folder: string;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server = createServer();

  private constructor(folder: string, target: string) {
    this.#folder = folder;
    this.path = join(folder, 'proxy.sock');
    this.#target = target;
  }

  static async open(target: string): Promise<CutProxy> {
    const proxy = new CutProxy(await mkdtemp(join(tmpdir(), 'tiphys-proxy-')), target);
    await proxy.mend();
    return proxy;
  }

  /** Breaks what is open and refuses what comes. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async mend(): Promise<void> {
    this.#server = createServer((client) => {
      const engine = connect(this.#target);
      for (const [from, to] of [
        [client, engine],
        [engine, client],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => this.#server.listen(this.path, resolve));
  }

  async close(): Promise<void> {
    await this.cut();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
