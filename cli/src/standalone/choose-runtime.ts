import { systemClock } from '@tiphys/clock/system';
import { DockerRuntime, resolveDockerEndpoint } from '@tiphys/runtime/docker';
import { CommandError } from '../errors.ts';
import type { RuntimeName, StandaloneOptions } from '../standalone-options.ts';

/** One line, with the command that mends it; Docker's own page where that command is not for this system. */
const NO_DOCKER =
  'no Docker engine answers (Debian and Ubuntu: npm run setup:docker; elsewhere: https://docs.docker.com/engine/install): ' +
  'commands run as processes of this host, without images and without isolation';

/**
 * Docker where an engine answers, else processes of this host, and says so. What was asked for by name is not
 * replaced.
 *
 * @throws CommandError where Docker was asked for and does not answer.
 */
export async function chooseRuntime(
  asked: StandaloneOptions['runtime'],
  env: Readonly<Record<string, string | undefined>>,
  notice: (line: string) => void,
): Promise<RuntimeName | 'simulated'> {
  if (asked === 'process' || asked === 'simulated') return asked;
  const problem = await dockerProblem(env);
  if (problem === undefined) return 'docker';
  if (asked === 'docker') throw new CommandError('failed', problem);
  notice(NO_DOCKER);
  return 'process';
}

async function dockerProblem(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const endpoint = resolveDockerEndpoint(env);
  if ('problem' in endpoint) return endpoint.problem;
  const runtime = new DockerRuntime({ endpoint, clock: systemClock, env });
  try {
    return await runtime.problem();
  } finally {
    await runtime.close();
  }
}
