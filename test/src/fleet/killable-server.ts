import { type LocalServer, startNats, startPostgres } from '@tiphys/local-servers';

/** A server that can be killed and started again on its port and its data. */
export interface KillableServer {
  readonly url: string;
  readonly port: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** nats-server on a folder of its own. */
export function killableNats(storeDir: string, port?: number): Promise<KillableServer> {
  return killable(
    (at) => startNats({ storeDir, unref: true, ...(at === undefined ? {} : { port: at }) }),
    port,
  );
}

/** PostgreSQL on a folder of its own. */
export function killablePostgres(dataDir: string, port?: number): Promise<KillableServer> {
  return killable(
    (at) =>
      startPostgres({ dataDir, durable: false, unref: true, ...(at === undefined ? {} : { port: at }) }),
    port,
  );
}

async function killable(
  start: (port?: number) => Promise<LocalServer>,
  port: number | undefined,
): Promise<KillableServer> {
  let server = await start(port);
  const { url, port: taken } = server;
  return {
    url,
    port: taken,
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    restart: async () => {
      await server.stop();
      server = await start(taken);
    },
    stop: () => server.stop(),
  };
}
