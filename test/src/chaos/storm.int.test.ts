import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDirectory } from '@tiphys/testkit';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { checkEnded, gatedWorkflow } from '../fleet/gated-workflow.ts';
import { TransitionWatch } from '../fleet/transition-watch.ts';
import { WorkflowWatch } from '../fleet/workflow-watch.ts';
import { checkWatches } from './check-watches.ts';

const WORKFLOWS = 24;
/** One after the other, each killed while the rest is at work, at whatever it is doing then. */
const VICTIMS = ['scheduler', 'executor', 'nats', 'status', 'scheduler', 'api', 'nats', 'postgres'] as const;

const fleet = await startFleet({ runtime: 'process' });
const gates = new FileGates(testDirectory());
const transitions = new TransitionWatch(fleet.statusAddress);
fleet.onStop(() => transitions.close());

test(`${WORKFLOWS} workflows through ${VICTIMS.length} kills at no chosen moment`, async () => {
  assert.deepEqual(fleet.watch.names, [], 'the watch is open from the start');
  const names = Array.from({ length: WORKFLOWS }, (_, n) => `storm-${n}`);
  const begun = (): number =>
    names
      .flatMap((workflow) => ['work', 'tidy', 'farewell'].map((template) => ({ workflow, template })))
      .filter((key) => gates.starts(key) > 0).length;
  await Promise.all(
    names.map((name) =>
      fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, undefined, { gates, image: 'none' })),
    ),
  );
  const step = (3 * WORKFLOWS) / (VICTIMS.length + 1);
  for (const [index, victim] of VICTIMS.entries()) {
    await eventually('more commands run', () => begun() >= step * (index + 1) || undefined);
    if (victim === 'nats' || victim === 'postgres') {
      await fleet[victim].kill();
      await fleet[victim].restart();
    } else {
      await fleet.kill(victim);
      await fleet.restart(victim);
    }
  }
  const late = new WorkflowWatch(fleet.apiAddress, NAMESPACE);
  fleet.onStop(() => late.close());
  for (const name of names) {
    const ended = await fleet.watch.finished(name);
    await checkEnded(fleet, gates, ended);
    assert.deepEqual(await late.finished(name), ended, 'a watch that began in the middle ends with the same');
  }
});

test('the watches of all this missed nothing and told nothing twice', async () => {
  assert.ok(transitions.openings > 1, 'it was never cut');
  await checkWatches(fleet, transitions);
});
