import { resolveDockerEndpoint } from '@tiphys/runtime/docker';
import Docker from 'dockerode';

/** The engine that `docker` would use: DOCKER_HOST, contexts, sockets. @throws Error in one line where none answers. */
export async function dockerFromEnvironment(): Promise<Docker> {
  const endpoint = resolveDockerEndpoint(process.env);
  if ('problem' in endpoint) throw new Error(endpoint.problem);
  const docker = new Docker(endpoint.options);
  await docker.ping().catch((error: Error) => {
    throw new Error(
      `no Docker engine answers at ${endpoint.address} (${error.message}); npm run setup:docker installs one on Debian and Ubuntu`,
    );
  });
  return docker;
}
