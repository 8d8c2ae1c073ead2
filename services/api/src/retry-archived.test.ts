import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { type RetryOptions, retryArchived } from './retry-archived.ts';
import { manifest, World } from './testing/api-world.ts';

const NONE: RetryOptions = { restartSuccessful: false, nodeFieldSelector: '', parameters: [] };

/** A workflow of one pod that is only in the archive. */
async function archived(t: { after: (end: () => void) => void }, phase: 'Succeeded' | 'Failed') {
  const world = new World();
  t.after(() => world.stop());
  const workflow = await world.create({
    ...manifest({ name: 'wf', labels: { mine: 'kept' } }),
  });
  world.scheduler.start();
  await world.projected();
  await world.finish(workflow, phase === 'Failed' ? { phase, message: 'exit code 1' } : { phase });
  const retry = (options: Partial<RetryOptions> = {}): Promise<Workflow> =>
    world.settle(
      retryArchived(world.ports, { uid: '', namespace: 'argo', name: 'wf' }, { ...NONE, ...options }, ''),
    );
  return { world, workflow, retry };
}

test('one that failed comes back under its name, and runs again', async (t) => {
  const { world, workflow, retry } = await archived(t, 'Failed');
  await assert.rejects(retry(), {
    code: 'already_exists',
    message: 'Workflow already exists on cluster, use argo retry wf instead',
  });
  await world.delete(workflow);
  const again = await retry();
  assert.equal(again.metadata.name, 'wf');
  assert.notEqual(again.metadata.uid, workflow.metadata.uid);
  assert.equal(again.metadata.labels?.mine, 'kept');
  assert.equal(again.metadata.labels?.['workflows.argoproj.io/resubmitted-from-workflow'], undefined);
  assert.equal(again.metadata.labels?.['workflows.argoproj.io/completed'], undefined);
  await world.projected();
  await world.finish(again);
  const ended = await world.status.get({ namespace: 'argo', name: 'wf' }, 0);
  assert.equal(ended?.workflow.status?.phase, 'Succeeded');
});

test('what succeeded runs again only where it is chosen', async (t) => {
  const { world, workflow, retry } = await archived(t, 'Succeeded');
  await world.delete(workflow);
  for (const options of [{}, { restartSuccessful: true }, { nodeFieldSelector: 'name=wf' }]) {
    await assert.rejects(retry(options), {
      code: 'invalid_argument',
      message: /To retry a succeeded workflow/,
    });
  }
  await assert.rejects(retry({ restartSuccessful: true, nodeFieldSelector: 'x' }), {
    code: 'invalid_argument',
  });
  const again = await retry({ restartSuccessful: true, nodeFieldSelector: 'displayName=wf' });
  assert.deepEqual(again.status?.nodes, {});
});
