import { join } from 'node:path';
import { systemClock } from '@tiphys/clock/system';
import type { ContainerRuntime } from '@tiphys/runtime';
import { DockerRuntime, resolveDockerEndpoint } from '@tiphys/runtime/docker';
import { ProcessRuntime } from '@tiphys/runtime/process';
import { type Config, type Environment, type Logger, ServiceError } from '@tiphys/service-kit';
import type { EXECUTOR_VARIABLES } from './executor-variables.ts';

/**
 * The runtime that the configuration names.
 *
 * @throws ServiceError invalid_configuration where Docker's own configuration cannot be read.
 */
export function makeRuntime(
  config: Config<typeof EXECUTOR_VARIABLES>,
  env: Environment,
  logger: Logger,
): ContainerRuntime {
  if (config.runtime === 'process') {
    return new ProcessRuntime({
      stateFolder: join(config.agentFolder, 'attempts'),
      extraPath: config.processPath,
      hostPath: env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
      clock: systemClock,
      warn: (message) => logger.warn(message, { runtime: 'process' }),
    });
  }
  const endpoint = resolveDockerEndpoint(env);
  if ('problem' in endpoint) throw new ServiceError('invalid_configuration', endpoint.problem);
  const policy = {
    network: config.dockerNetwork,
    maxLogSize: config.dockerMaxLogSize,
    access: {
      hostPaths: config.hostPaths.map((folder) => folder.replace(/(?<=.)\/+$/, '')),
      privileged: config.allowPrivileged,
      hostNetwork: config.allowHostNetwork,
    },
  };
  return new DockerRuntime({ endpoint, clock: systemClock, env, policy });
}
