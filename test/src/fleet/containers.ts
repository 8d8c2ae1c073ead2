import assert from 'node:assert/strict';
import { testDocker } from '@tiphys/testkit';
import { eventually } from './eventually.ts';
import type { Fleet } from './fleet.ts';

/** Containers of this fleet's agents that are there now, as `name state`. */
async function containersOf(fleet: Fleet): Promise<string[]> {
  const found = await testDocker().listContainers({ all: true, filters: { label: ['tiphys.agent-id'] } });
  return found
    .filter(({ Labels }) => fleet.agentIds.includes(Labels['tiphys.agent-id'] ?? ''))
    .map(({ Names, State }) => `${Names.join()} ${State}`);
}

/**
 * Where all workflows have ended, no container runs. One that has ended is removed when its report has been dealt
 * with, a moment later.
 */
export async function assertNoContainers(fleet: Fleet): Promise<void> {
  const left = await containersOf(fleet);
  assert.deepEqual(
    left.filter((container) => container.endsWith(' running')),
    [],
  );
  await eventually(`no container is left of ${left}`, async () =>
    (await containersOf(fleet)).length === 0 ? true : undefined,
  );
}

/** Also no volume and no network: what pods share goes with them. */
export async function assertNothingLeft(fleet: Fleet): Promise<void> {
  await assertNoContainers(fleet);
  await eventually('no volume and no network is left', async () =>
    (await sharedOf(fleet)).length === 0 ? true : undefined,
  );
}

/** Volumes and networks of this fleet's agents. */
async function sharedOf(fleet: Fleet): Promise<string[]> {
  const docker = testDocker();
  const isOurs = ({ Labels }: { Labels?: Record<string, string> | null | undefined }): boolean =>
    fleet.agentIds.includes(Labels?.['tiphys.agent-id'] ?? '');
  const { Volumes } = await docker.listVolumes();
  const networks = await docker.listNetworks();
  return [...(Volumes ?? []).filter(isOurs), ...networks.filter(isOurs)].map(({ Name }) => Name);
}
