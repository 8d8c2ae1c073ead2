import { chmodSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, sep } from 'node:path';
import { LocalServerError } from './local-server.ts';
import type { ProcessUser } from './supervised-process.ts';

/**
 * Who PostgreSQL runs as: undefined (this process's own user), or `nobody` where this process is root, as which
 * PostgreSQL refuses to run.
 *
 * @throws LocalServerError server_missing where root finds no such user.
 */
export function postgresUser(): ProcessUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new LocalServerError(
      'server_missing',
      'PostgreSQL does not run as root, and this host has no user "nobody": run Tiphys as another user',
    );
  }
  return { uid: Number(uid), gid: Number(gid) };
}

/** Whether the user may pass through every directory on the way to an existing path. */
export function canReach(user: ProcessUser | undefined, path: string): boolean {
  return user === undefined || closedDirectories(user, path).length === 0;
}

/**
 * Lets the user pass through root's own directories below the system's temporary one (`mkdtemp` makes them with mode
 * 0700): what is in a temporary directory must stay there, to go with it.
 */
export function openTemporaryDirectories(user: ProcessUser | undefined, path: string): void {
  if (user === undefined) return;
  const temporary = realpathSync(tmpdir()) + sep;
  for (const directory of closedDirectories(user, path)) {
    const { mode, uid } = statSync(directory);
    if (uid === process.getuid?.() && realpathSync(directory).startsWith(temporary)) {
      chmodSync(directory, (mode & 0o7777) | 0o011);
    }
  }
}

function closedDirectories(user: ProcessUser, path: string): string[] {
  const closed: string[] = [];
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const { mode, uid, gid } = statSync(directory);
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) closed.push(directory);
    if (directory === dirname(directory)) return closed;
  }
}
