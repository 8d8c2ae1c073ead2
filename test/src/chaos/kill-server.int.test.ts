import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { testDirectory } from '@tiphys/testkit';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { checkEnded, gatedWorkflow, type Place } from '../fleet/gated-workflow.ts';
import { TransitionWatch } from '../fleet/transition-watch.ts';
import { checkWatches } from './check-watches.ts';

const PLACES: readonly Place[] = ['work', 'tidy', 'farewell'];
const SERVICES = ['api', 'scheduler', 'executor', 'status'];

const fleet = await startFleet({ runtime: 'process' });
const gates = new FileGates(testDirectory());
const transitions = new TransitionWatch(fleet.statusAddress);
fleet.onStop(() => transitions.close());

/** One workflow in each place, all of them waiting there. */
async function waitingWorkflows(prefix: string): Promise<{ workflow: string; template: Place }[]> {
  const keys = PLACES.map((place) => ({ workflow: `${prefix}-${place}`, template: place }));
  for (const { workflow, template } of keys) {
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(workflow, template, { gates, image: 'none' }));
  }
  await Promise.all(keys.map((key) => gates.begun(key)));
  return keys;
}

/** Each of these says in its readiness what it misses. */
async function unready(names: readonly string[], what: RegExp): Promise<void> {
  for (const name of names) {
    await eventually(`${name} says so`, async () => {
      const answer = await fleet.service(name).readiness();
      return answer !== undefined && !answer.ready && what.test(answer.text) ? answer : undefined;
    });
  }
}

test('the broker is killed while tasks and handlers run and end', async () => {
  const keys = await waitingWorkflows('broker');
  await fleet.nats.kill();
  for (const key of keys) await gates.open(key);
  await unready(SERVICES, /^nats: /m);
  await fleet.nats.restart();
  await fleet.ready();
  for (const { workflow } of keys) await checkEnded(fleet, gates, await fleet.watch.finished(workflow));
});

test('the database is killed: workflows go on, are accepted, and are told of afterwards', async () => {
  const keys = await waitingWorkflows('database');
  await fleet.postgres.kill();
  await unready(['status'], /^postgres: /m);
  for (const key of keys) await gates.open(key);
  const accepted = { workflow: 'database-down', template: 'farewell' as const };
  const manifest = gatedWorkflow(accepted.workflow, accepted.template, { gates, image: 'none' });
  await fleet.client.createWorkflow(NAMESPACE, manifest);
  for (const { workflow } of [...keys, accepted]) await gates.begun({ workflow, template: 'farewell' });
  await fleet.postgres.restart();
  await gates.open(accepted);
  await fleet.ready();
  for (const { workflow } of [...keys, accepted]) {
    await checkEnded(fleet, gates, await fleet.watch.finished(workflow));
  }
});

test('the database is killed as soon as a workflow has ended: its end is told, though nothing new comes', async () => {
  for (let round = 0; round < 3; round += 1) {
    const name = `ended-${round}`;
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, undefined, { gates, image: 'none' }));
    const ended = await fleet.watch.finished(name);
    await fleet.postgres.kill();
    await fleet.postgres.restart();
    await fleet.ready();
    // Its last commits may have been lost with it; they are projected again in a moment.
    await eventually('a read tells of the end', async () => {
      const read = await fleet.client.getWorkflow(NAMESPACE, name);
      return isDeepStrictEqual(read, ended) || undefined;
    });
  }
});

test('everything is killed at once, as soon as workflows are accepted', async () => {
  const keys = await waitingWorkflows('everything');
  const accepted = Array.from({ length: 6 }, (_, n) => `everything-accepted-${n}`);
  for (const name of accepted) {
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, undefined, { gates, image: 'none' }));
  }
  await Promise.all([fleet.kill(...SERVICES), fleet.nats.kill(), fleet.postgres.kill()]);
  for (const key of keys) await gates.open(key);
  await Promise.all([fleet.nats.restart(), fleet.postgres.restart()]);
  await fleet.restart(...SERVICES);
  for (const name of [...keys.map(({ workflow }) => workflow), ...accepted]) {
    await checkEnded(fleet, gates, await fleet.watch.finished(name));
  }
});

test('the watches of all this missed nothing and told nothing twice', async () => {
  assert.ok(transitions.openings > 1, 'it was never cut');
  await checkWatches(fleet, transitions);
});
