import { join } from 'node:path';
import { discardAgent, EXECUTOR_VARIABLES } from '@tiphys/executor/start';
import { type Environment, readConfig, silentLogger } from '@tiphys/service-kit';
import { deadRunDirectories, readOwner, removeRunDirectory } from './run-directory.ts';

/**
 * Removes what runs that were killed have left on this host: containers, volumes and files. Their servers end by
 * themselves.
 *
 * @param notice is told what could not be removed, and why; the next sweep looks again.
 */
export async function sweepDeadRuns(env: Environment, notice: (line: string) => void): Promise<void> {
  for (const path of await deadRunDirectories()) {
    try {
      await sweepRun(path, env, notice);
    } catch (error) {
      // The run that is about to start does not need it.
      notice(leftover(path, error instanceof Error ? error.message : String(error)));
    }
  }
}

/** The same of one run that is known to be dead. */
export async function sweepRun(
  path: string,
  env: Environment,
  notice: (line: string) => void,
): Promise<void> {
  const owner = await readOwner(path);
  if (owner === undefined) return;
  const settings = {
    ...env,
    ...owner.env,
    TIPHYS_AGENT_ID: undefined,
    TIPHYS_AGENT_FOLDER: agentFolder(path),
    TIPHYS_RUNTIME: owner.runtime,
  };
  const problem =
    owner.runtime === 'simulated'
      ? undefined
      : await discardAgent(readConfig(settings, EXECUTOR_VARIABLES), { env: settings, logger: silentLogger });
  if (problem === undefined) await removeRunDirectory(path);
  else notice(leftover(path, problem));
}

function leftover(path: string, problem: string): string {
  return `what a run that was killed has left is not removed yet (${path}): ${problem}`;
}

/** Where the agent of an installation keeps what it knows. */
export function agentFolder(directory: string): string {
  return join(directory, 'agent');
}
