import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasEnded, type ProcessIdentity, processIdentity } from '@tiphys/local-servers';
import type { Environment } from '@tiphys/service-kit';

const PREFIX = 'tiphys-run-';
const OWNER_FILE = 'owner.json';
/** PostgreSQL and the broker, whose starter was killed, may still write for a moment. */
const REMOVAL = { recursive: true, force: true, maxRetries: 40, retryDelay: 250 } as const;
/** Where the containers are, to whoever looks for them later. */
const ENGINE_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
] as const;

/** Who uses a run's directory, and what its containers are found with. */
export interface RunOwner {
  process: ProcessIdentity | undefined;
  runtime: string;
  env: Record<string, string>;
}

/** The directory of a run that keeps nothing. It has its owner from the moment on in which it bears its name. */
export async function makeRunDirectory(runtime: string, env: Environment): Promise<string> {
  const engine = ENGINE_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const owner: RunOwner = {
    process: processIdentity(process.pid),
    runtime,
    env: Object.fromEntries(engine),
  };
  const made = await mkdtemp(join(tmpdir(), 'tiphys-new-'));
  await writeFile(join(made, OWNER_FILE), JSON.stringify(owner));
  const path = made.replace(/tiphys-new-(?=[^/]*$)/, PREFIX);
  await rename(made, path);
  return path;
}

export async function removeRunDirectory(path: string): Promise<void> {
  await rm(path, REMOVAL);
}

/** The directories of this user's runs whose process has ended without removing them. */
export async function deadRunDirectories(): Promise<string[]> {
  const names = await readdir(tmpdir());
  const paths = names.filter((name) => name.startsWith(PREFIX)).map((name) => join(tmpdir(), name));
  const dead: string[] = [];
  for (const path of paths) {
    const owner = await readOwner(path);
    if (owner?.process !== undefined && hasEnded(owner.process) === true) dead.push(path);
  }
  return dead;
}

/**
 * Undefined where it is none of this user's, who alone says what is to be removed with it, or is gone.
 */
export async function readOwner(path: string): Promise<RunOwner | undefined> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) return undefined;
    return JSON.parse(await readFile(join(path, OWNER_FILE), 'utf8')) as RunOwner;
  } catch {
    return undefined;
  }
}
