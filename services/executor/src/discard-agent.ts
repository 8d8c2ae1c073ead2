import { systemClock } from '@tiphys/clock/system';
import type { Config, ServiceContext } from '@tiphys/service-kit';
import { knownIdentity } from './agent-identity.ts';
import { discardAttempts } from './discard-attempts.ts';
import type { EXECUTOR_VARIABLES } from './executor-variables.ts';
import { makeRuntime } from './make-runtime.ts';

/**
 * Removes from this host what an agent has left that has died and never comes again: containers, and volumes of claims.
 *
 * @returns why it could not; undefined: nothing is left.
 */
export async function discardAgent(
  config: Config<typeof EXECUTOR_VARIABLES>,
  { env, logger }: Pick<ServiceContext, 'env' | 'logger'>,
): Promise<string | undefined> {
  const agentId = config.agentId ?? (await knownIdentity(config.agentFolder));
  // It died before it could begin anything.
  if (agentId === undefined) return undefined;
  const runtime = makeRuntime(config, env, logger);
  try {
    const problem = await runtime.problem();
    if (problem === undefined) await discardAttempts(runtime, agentId, systemClock);
    return problem;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await runtime.close();
  }
}
