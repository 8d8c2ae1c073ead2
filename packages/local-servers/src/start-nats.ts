import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { waitForOwner } from './data-directory.ts';
import { portTaken } from './listen-port.ts';
import type { LifetimeOptions, LocalServer } from './local-server.ts';
import { NATS_VERSION, natsBinary } from './nats-binary.ts';
import { natsConfig } from './nats-config.ts';
import { startSupervised } from './supervised-process.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface NatsOptions extends LifetimeOptions {
  /** Kept across starts: streams, their messages, and the log. Made where it is missing. */
  storeDir: string;
  /** Default: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Bytes; default 8 MiB. */
  maxPayload?: number;
  /** `always`, or a duration such as `2m`, the default. */
  syncInterval?: string;
  /** Milliseconds; default 20,000 (a large store is checked at start). */
  startTimeoutMs?: number;
}

/**
 * Starts nats-server with JetStream on this host, and resolves when it takes connections.
 *
 * @throws LocalServerError port_taken, data_directory_in_use, server_missing, server_failed.
 */
export async function startNats(options: NatsOptions): Promise<LocalServer> {
  const storeDir = resolve(options.storeDir);
  const host = options.host ?? '127.0.0.1';
  const binary = await natsBinary();
  await mkdir(storeDir, { recursive: true });
  await chmod(storeDir, 0o700);
  await claimStore(storeDir);
  const configFile = join(storeDir, 'nats-server.conf');
  const settings = {
    host,
    port: options.port ?? -1,
    maxPayload: options.maxPayload ?? 8 * 1024 * 1024,
    syncInterval: options.syncInterval ?? '2m',
  };
  await writeFile(configFile, natsConfig(settings, storeDir), { mode: 0o600 });
  const logFile = join(storeDir, 'nats-server.log');
  const process = await startSupervised({
    ...options,
    command: [binary, '--config', configFile],
    stopSignal: 'TERM',
    logFile,
  });
  const port = await waitUntilReady(
    { name: 'nats-server', process, logFile, timeoutMs: options.startTimeoutMs ?? 20_000 },
    () => readPort(storeDir, process.pid),
    (log) => (/address already in use/.test(log) ? portTaken('nats-server', host, settings.port) : undefined),
  );
  return {
    url: `nats://${host}:${port}`,
    port,
    pid: process.pid,
    version: `nats-server ${NATS_VERSION}`,
    logFile,
    exited: process.exited,
    stop: process.stop,
  };
}

/** nats-server takes no lock on its store, and two servers on one store destroy it. */
async function claimStore(storeDir: string): Promise<void> {
  const pidFile = join(storeDir, 'nats-server.pid');
  if (existsSync(pidFile)) {
    await waitForOwner(Number((await readFile(pidFile, 'utf8')).trim()), 'nats-server', storeDir);
    await rm(pidFile, { force: true });
  }
  for (const name of await readdir(storeDir)) {
    if (name.endsWith('.ports')) await rm(join(storeDir, name), { force: true });
  }
}

/** The server writes `<program>_<pid>.ports` once it listens. */
function readPort(storeDir: string, pid: number): number | undefined {
  const name = readdirSync(storeDir).find((file) => file.endsWith(`_${pid}.ports`));
  if (name === undefined) return undefined;
  try {
    const ports = JSON.parse(readFileSync(join(storeDir, name), 'utf8')) as { nats?: string[] };
    const url = ports.nats?.[0];
    return url === undefined ? undefined : Number(new URL(url).port);
  } catch {
    // Not written to its end yet.
    return undefined;
  }
}
