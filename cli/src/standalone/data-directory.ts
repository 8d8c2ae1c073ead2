import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StandaloneOptions } from '../standalone-options.ts';

/** Where a standalone installation keeps its files. */
export interface DataDirectory {
  path: string;
  /** Removes it where nothing is to be kept. */
  release(): Promise<void>;
}

/** The directory that was asked for, a temporary one, or `$XDG_STATE_HOME/tiphys` (`~/.local/state/tiphys`). */
export async function openDataDirectory(
  { dataDirectory, ephemeral }: Pick<StandaloneOptions, 'dataDirectory' | 'ephemeral'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<DataDirectory> {
  if (ephemeral && dataDirectory === undefined) {
    const path = await mkdtemp(join(tmpdir(), 'tiphys-'));
    return { path, release: () => rm(path, { recursive: true, force: true }) };
  }
  const state = env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  const path = dataDirectory ?? join(state, 'tiphys');
  await mkdir(path, { recursive: true });
  return { path, release: async () => undefined };
}
