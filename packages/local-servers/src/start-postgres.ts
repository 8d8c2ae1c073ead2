import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { waitForOwner } from './data-directory.ts';
import { freePort, portTaken } from './listen-port.ts';
import { type LifetimeOptions, type LocalServer, LocalServerError } from './local-server.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { type Cluster, openCluster, POSTGRES_ROLE } from './postgres-cluster.ts';
import { type ProcessUser, startSupervised } from './supervised-process.ts';
import { postgresUser } from './unprivileged-user.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface PostgresOptions extends LifetimeOptions {
  /** Kept across starts: the cluster, its password and the log. Made where it is missing. */
  dataDir: string;
  /** Default: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** False: no fsync, for tests; what was committed does not survive the machine's death. Default true. */
  durable?: boolean;
  /** Default 100. */
  maxConnections?: number;
  /** Milliseconds; default 60,000 (a crashed cluster is recovered at start). */
  startTimeoutMs?: number;
}

/** PostgreSQL takes no port 0: a free one is looked for, and may be gone when it is used. */
const PORT_ATTEMPTS = 5;

/**
 * Starts PostgreSQL on this host, and resolves when it takes connections. The url's role owns the cluster, and the
 * url holds its password.
 *
 * @throws LocalServerError port_taken, data_directory_in_use, server_missing, server_failed.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalServer> {
  const dataDir = resolve(options.dataDir);
  const user = postgresUser();
  const binaries = await postgresBinaries(user);
  const cluster = await openCluster(dataDir, binaries, user, options.durable ?? true);
  await claimCluster(cluster.path);
  const host = options.host ?? '127.0.0.1';
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort(host));
    try {
      return await start({ ...options, dataDir, host, port }, cluster, binaries, user);
    } catch (error) {
      const again = error instanceof LocalServerError && error.code === 'port_taken';
      if (!again || options.port !== undefined || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function start(
  options: PostgresOptions & { host: string; port: number },
  cluster: Cluster,
  binaries: PostgresBinaries,
  user: ProcessUser | undefined,
): Promise<LocalServer> {
  const { host, port, dataDir } = options;
  const logFile = join(dataDir, 'postgres.log');
  const process = await startSupervised({
    ...options,
    command: [binaries.postgres, '-D', cluster.path, ...settings(options)],
    stopSignal: 'INT',
    logFile,
    user,
  });
  await waitUntilReady(
    { name: 'PostgreSQL', process, logFile, timeoutMs: options.startTimeoutMs ?? 60_000 },
    () => isReady(cluster.path, process.pid),
    (log) =>
      /could not bind|Address already in use/.test(log) ? portTaken('PostgreSQL', host, port) : undefined,
  );
  return {
    url: `postgres://${POSTGRES_ROLE}:${cluster.password}@${host}:${port}/postgres`,
    port,
    pid: process.pid,
    version: `PostgreSQL ${binaries.version}`,
    logFile,
    exited: process.exited,
    stop: process.stop,
  };
}

function settings(options: PostgresOptions & { host: string; port: number }): string[] {
  const values: [string, string | number][] = [
    ['listen_addresses', options.host],
    ['port', options.port],
    // No socket file: its path is limited to 107 bytes, and its directory to who may write /tmp.
    ['unix_socket_directories', ''],
    ['max_connections', options.maxConnections ?? 100],
    ['wal_level', 'minimal'],
    ['max_wal_senders', 0],
    ['log_min_messages', 'warning'],
    ['log_checkpoints', 'off'],
  ];
  if (options.durable === false) {
    // Not synchronous_commit: without it, commits of the last moments die with the process.
    values.push(['fsync', 'off'], ['full_page_writes', 'off']);
  }
  return values.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * PostgreSQL removes a pid file whose process is gone, but refuses to start where the number now belongs to another
 * process of the same user.
 */
async function claimCluster(path: string): Promise<void> {
  const pidFile = join(path, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await waitForOwner(Number(text.split('\n')[0]), 'postgres', path);
  await rm(pidFile, { force: true });
}

/** The eighth line of postmaster.pid is the server's status, which pg_ctl goes by too. */
function isReady(path: string, pid: number): true | undefined {
  try {
    const lines = readFileSync(join(path, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready' ? true : undefined;
  } catch {
    return undefined;
  }
}
