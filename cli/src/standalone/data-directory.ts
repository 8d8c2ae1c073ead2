import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@tiphys/service-kit';
import type { StandaloneOptions } from '../standalone-options.ts';
import { makeRunDirectory, removeRunDirectory } from './run-directory.ts';
import { watchOverRun } from './watch-over-run.ts';

/** Where a standalone installation keeps its files. */
export interface DataDirectory {
  path: string;
  /** Removes it where nothing is to be kept. */
  release(): Promise<void>;
}

/** The directory that was asked for, a temporary one, or `$XDG_STATE_HOME/tiphys` (`~/.local/state/tiphys`). */
export async function openDataDirectory(
  { dataDirectory, ephemeral }: Pick<StandaloneOptions, 'dataDirectory' | 'ephemeral'>,
  runtime: string,
  env: Environment,
): Promise<DataDirectory> {
  if (ephemeral && dataDirectory === undefined) {
    const path = await makeRunDirectory(runtime, env);
    const endWatch = await watchOverRun(path);
    const release = async (): Promise<void> => {
      await removeRunDirectory(path);
      await endWatch();
    };
    return { path, release };
  }
  const state = env.XDG_STATE_HOME || join(homedir(), '.local', 'state');
  const path = dataDirectory ?? join(state, 'tiphys');
  await mkdir(path, { recursive: true });
  return { path, release: async () => undefined };
}
