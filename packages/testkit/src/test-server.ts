import type { LocalServer } from '@tiphys/local-servers';

/** A real server of a test's own, that the test may kill and start again on the same port and data. */
export interface TestServer {
  url: string;
  port: number;
  /** Of the running process; another one after `restart`. */
  readonly pid: number;
  version: string;
  /** SIGKILL; resolves when the process is gone. Its data stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill` or `stop`. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param start starts the server on its data; on a free port where none is given. */
export async function testServer(start: (port?: number) => Promise<LocalServer>): Promise<TestServer> {
  let server = await start();
  return {
    url: server.url,
    port: server.port,
    version: server.version,
    get pid() {
      return server.pid;
    },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    restart: async () => {
      await server.stop();
      server = await start(server.port);
    },
    stop: () => server.stop(),
  };
}
