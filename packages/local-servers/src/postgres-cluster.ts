import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { ProcessUser } from './supervised-process.ts';
import { canReach, openTemporaryDirectories } from './unprivileged-user.ts';

/** The owner of everything in the cluster. */
export const POSTGRES_ROLE = 'tiphys';

export interface Cluster {
  /** PostgreSQL's data directory, owned by the user that runs it. */
  path: string;
  password: string;
}

/**
 * The cluster of a data directory, made where it is missing. The directory also holds the password of the only role
 * (loopback is not a border between a host's users) in a file of mode 0600.
 *
 * Where root's directory is out of the unprivileged user's reach (below /root), the cluster is in /var/lib/tiphys,
 * and the directory has a link to it.
 *
 * @param durable false: initdb does not sync what it wrote.
 * @throws LocalServerError server_failed where initdb fails or the cluster is of another major version.
 */
export async function openCluster(
  dataDir: string,
  binaries: PostgresBinaries,
  user: ProcessUser | undefined,
  durable: boolean,
): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true });
  openTemporaryDirectories(user, dataDir);
  const home = canReach(user, dataDir) ? dataDir : await homeOutside(dataDir);
  for (const directory of new Set([dataDir, home])) {
    await chmod(directory, 0o700);
    if (user !== undefined) await chown(directory, user.uid, user.gid);
  }
  const path = join(home, 'cluster');
  const passwordFile = join(home, 'password');
  if (!existsSync(path)) await initialise(path, passwordFile, { binaries, user, durable });
  await checkVersion(path, binaries.version);
  return { path, password: (await readFile(passwordFile, 'utf8')).trim() };
}

async function homeOutside(dataDir: string): Promise<string> {
  const key = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const home = join('/var/lib/tiphys', `postgres-${key}`);
  await mkdir(home, { recursive: true });
  const link = join(dataDir, 'postgres');
  if (!existsSync(link)) {
    await rm(link, { force: true });
    await symlink(home, link);
  }
  return home;
}

/** Under a name of its own, then renamed: an initdb that was killed leaves nothing that looks like a cluster. */
async function initialise(
  path: string,
  passwordFile: string,
  options: { binaries: PostgresBinaries; user: ProcessUser | undefined; durable: boolean },
): Promise<void> {
  const { binaries, user, durable } = options;
  const fresh = `${path}.new`;
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const args = [
    `--pgdata=${fresh}`,
    `--username=${POSTGRES_ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await promisify(execFile)(binaries.initdb, args, {
      cwd: '/',
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? cause)
      .trim()
      .split('\n')
      .slice(-2)
      .join(' | ');
    throw new LocalServerError('server_failed', `initdb failed for ${path}: ${said}`, { cause });
  }
  await rename(fresh, path);
}

async function checkVersion(path: string, version: string): Promise<void> {
  const found = (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim();
  if (found === version.split('.')[0]) return;
  throw new LocalServerError(
    'server_failed',
    `${path} was written by PostgreSQL ${found}, this is ${version}: remove it; the status service builds it again`,
  );
}
