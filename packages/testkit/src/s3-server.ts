import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startSupervised } from '@tiphys/local-servers';

/** The version that `scripts/setup-s3.sh` installs. */
const RCLONE_VERSION = '1.75.2';
const START_MS = 20_000;

export interface TestS3 {
  /** `host:port`, without TLS. */
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Where the server keeps its buckets: a folder each. */
  folder: string;
  stop(): Promise<void>;
}

/** Whether an S3 server can be started: undefined, or the reason why not, for `{ skip: s3Missing() }`. */
export function s3Missing(): string | undefined {
  if (rclone() !== undefined) return undefined;
  const reason = 'there is no rclone for an S3 server; npm run setup:s3 installs one';
  if (process.env.TIPHYS_REQUIRE_S3) throw new Error(reason);
  return reason;
}

/**
 * A real S3 server (rclone, on a folder), which checks signatures, until it is stopped.
 *
 * @param directory where it keeps its buckets and its log.
 * @param prepare puts something into the folder of the buckets before the server looks at it.
 */
export async function serveS3(directory: string, prepare?: (folder: string) => void): Promise<TestS3> {
  const binary = rclone();
  if (binary === undefined) throw new Error('no rclone: ask s3Missing() first');
  const folder = join(directory, 'buckets');
  mkdirSync(folder, { recursive: true });
  prepare?.(folder);
  const port = await freePort();
  const endpoint = `127.0.0.1:${port}`;
  const [accessKeyId, secretAccessKey] = ['tiphys-test', 'tiphys-test-secret'];
  const server = await startSupervised({
    command: [
      binary,
      'serve',
      's3',
      '--config',
      join(directory, 'rclone.conf'),
      '--addr',
      endpoint,
      '--auth-key',
      `${accessKeyId},${secretAccessKey}`,
      '--vfs-cache-mode',
      'off',
      folder,
    ],
    stopSignal: 'TERM',
    logFile: join(directory, 'rclone.log'),
    unref: true,
  });
  const deadline = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (server.hasExited() || performance.now() > deadline) {
      await server.stop();
      throw new Error('rclone serve s3 does not start');
    }
    await delay(20);
  }
  return { endpoint, accessKeyId, secretAccessKey, folder, stop: () => server.stop() };
}

function rclone(): string | undefined {
  const cached = join(homedir(), '.cache', 'tiphys', `rclone-${RCLONE_VERSION}`, 'rclone');
  const others = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'rclone'));
  return [cached, ...others].find((path) => existsSync(path));
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
