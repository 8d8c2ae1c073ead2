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
