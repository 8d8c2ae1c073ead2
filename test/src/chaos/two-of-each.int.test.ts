import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import { testDirectory } from '@tiphys/testkit';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { checkEnded, gatedWorkflow } from '../fleet/gated-workflow.ts';
import { TransitionWatch } from '../fleet/transition-watch.ts';
import { checkWatches } from './check-watches.ts';

/** As many per agent: both have to take some. */
const CAPACITY = 3;
/** Long enough that a busy machine does not make an agent that lives look lost. */
const LEASE = '8s';

const fleet = await startFleet({
  runtime: 'process',
  schedulers: 2,
  executors: 2,
  env: { TIPHYS_CAPACITY: String(CAPACITY), TIPHYS_AGENT_LEASE: LEASE },
});
const gates = new FileGates(testDirectory());
const transitions = new TransitionWatch(fleet.statusAddress);
fleet.onStop(() => transitions.close());

/** As many workflows as both agents together have room for, each with its task running. */
async function runningWorkflows(prefix: string): Promise<string[]> {
  const names = Array.from({ length: 2 * CAPACITY }, (_, n) => `${prefix}-${n}`);
  await Promise.all(
    names.map((name) =>
      fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'work', { gates, image: 'none' })),
    ),
  );
  await Promise.all(names.map((workflow) => gates.begun({ workflow, template: 'work' })));
  return names;
}

/** Names of the workflows of which an agent holds an attempt. */
async function heldBy(executor: string, names: readonly string[]): Promise<string[]> {
  const attempts = await readdir(join(fleet.directory, executor, 'attempts'));
  return names.filter((name) => attempts.some((attempt) => attempt.startsWith(`${name}-`)));
}

async function openAll(names: readonly string[]): Promise<void> {
  for (const workflow of names) await gates.open({ workflow, template: 'work' });
}

function nodeNamed(workflow: Workflow, name: string): NodeStatus | undefined {
  return Object.values(workflow.status?.nodes ?? {}).find((node) => node.name === name);
}

test('one scheduler and one agent of two are killed: the others go on, and every container ran once', async () => {
  const names = await runningWorkflows('pair');
  assert.equal((await heldBy('executor', names)).length, CAPACITY);
  const others = await heldBy('executor-2', names);
  assert.equal(others.length, CAPACITY);
  await fleet.kill('scheduler', 'executor');
  await openAll(names);
  for (const name of others) {
    await checkEnded(fleet, gates, await fleet.watch.finished(name));
  }
  await fleet.restart('executor');
  for (const name of names) await checkEnded(fleet, gates, await fleet.watch.finished(name));
  await fleet.restart('scheduler');
});

test('an agent that never comes back: its attempts are errors, and their handlers run elsewhere', async () => {
  await fleet.restore();
  const names = await runningWorkflows('lost');
  const lost = await heldBy('executor-2', names);
  assert.equal(lost.length, CAPACITY);
  const kept = names.filter((name) => !lost.includes(name));
  await fleet.kill('executor-2');
  await openAll(kept);
  for (const name of kept) await checkEnded(fleet, gates, await fleet.watch.finished(name));
  for (const name of lost) {
    const ended = await fleet.watch.finished(name);
    const message = `agent ${fleet.agentId('executor-2')} is lost: its heartbeats have stopped`;
    const work = nodeNamed(ended, `${name}.a`);
    assert.deepEqual([work?.phase, work?.message], ['Error', message]);
    assert.deepEqual([ended.status?.phase, ended.status?.progress], ['Error', '2/3']);
    for (const handler of ['a.onExit', 'onExit']) {
      assert.equal(nodeNamed(ended, `${name}.${handler}`)?.phase, 'Succeeded');
    }
    for (const template of ['work', 'tidy', 'farewell']) {
      assert.equal(gates.starts({ workflow: name, template }), 1, `${name}: ${template} ran once`);
    }
  }
  // What it left runs on: it finds that nobody wants it any more.
  assert.deepEqual(await heldBy('executor-2', names), lost);
  await fleet.restart('executor-2');
  await eventually('the attempts are removed', async () =>
    (await fleet.attemptFolders()).length === 0 ? true : undefined,
  );
  for (const name of lost) {
    assert.equal(nodeNamed(await fleet.client.getWorkflow(NAMESPACE, name), `${name}.a`)?.phase, 'Error');
  }
});

test('the watches of all this missed nothing and told nothing twice', () => checkWatches(fleet, transitions));
