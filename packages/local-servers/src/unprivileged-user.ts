import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
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
  if (user === undefined) return true;
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const { mode, uid, gid } = statSync(directory);
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}
