import assert from 'node:assert/strict';
import { type Fleet, NAMESPACE } from '../fleet/fleet.ts';
import { recordedVersions, type TransitionWatch } from '../fleet/transition-watch.ts';

/**
 * Holds that the watches which were open all the time missed nothing and told nothing twice: the read side's has told
 * every transition once and in order, the client's has told growing versions, and ended with what a read gives.
 */
export async function checkWatches(fleet: Fleet, transitions: TransitionWatch): Promise<void> {
  const recorded = await recordedVersions(fleet.nats.url);
  assert.deepEqual(await transitions.through(recorded.at(-1) ?? 0), recorded);
  const { items } = await fleet.client.listWorkflows(NAMESPACE);
  assert.ok(items.length > 0);
  assert.deepEqual(fleet.watch.names.sort(), items.map(({ metadata }) => metadata.name).sort());
  for (const workflow of items) {
    const { name = '' } = workflow.metadata;
    const { versions, types, latest } = fleet.watch.told(name);
    assert.deepEqual(
      versions,
      [...new Set(versions)].sort((a, b) => a - b),
      `${name}: versions grow`,
    );
    assert.deepEqual(types, ['ADDED', ...types.slice(1).map(() => 'MODIFIED')], name);
    assert.deepEqual(latest, workflow);
    assert.deepEqual(await fleet.client.getWorkflow(NAMESPACE, name), workflow);
  }
}
