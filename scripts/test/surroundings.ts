import { serverVersions } from '@tiphys/local-servers';
import { resolveDockerEndpoint } from '@tiphys/runtime/docker';
import { ensureBusyboxImage, sharedPath } from '@tiphys/testkit';
import Docker from 'dockerode';
import type { Suite } from './suites.ts';

/** What there is to test on; the text names it, or says why it is not there. */
export type Surroundings = ReadonlyMap<Suite['needs'][number], string>;

/** Looks around, fetches what npm left out, and makes the image that tests run. */
export async function lookAround(): Promise<Surroundings> {
  const [docker, servers] = await Promise.all([findDocker(), findServers()]);
  const shared = sharedPath('.');
  return new Map([
    ['docker', docker],
    ['nats', servers.nats],
    ['postgres', servers.postgres],
    [
      'shared',
      shared.path === undefined ? 'own cases (no shared folder)' : `recorded cases in ${shared.path}`,
    ],
  ]);
}

/** What a suite ran on. */
export function ranOn(suite: Suite, surroundings: Surroundings): string {
  if (suite.needs.length === 0) return 'in memory';
  return suite.needs.map((need) => surroundings.get(need)).join(', ');
}

async function findDocker(): Promise<string> {
  const endpoint = resolveDockerEndpoint(process.env);
  if ('problem' in endpoint) return `no docker: ${endpoint.problem}`;
  const docker = new Docker(endpoint.options);
  try {
    const { Version } = await docker.version();
    // Tests and their processes look at DOCKER_HOST only, not at contexts.
    if (/^(unix|tcp):/.test(endpoint.address)) process.env.DOCKER_HOST ??= endpoint.address;
    await ensureBusyboxImage(docker);
    return `docker ${/^\d+\.\d+/.exec(Version)?.[0] ?? Version}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `no docker at ${endpoint.address}: ${reason}`;
  }
}

async function findServers(): Promise<{ nats: string; postgres: string }> {
  try {
    return await serverVersions();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { nats: `no broker: ${reason}`, postgres: `no database: ${reason}` };
  }
}
