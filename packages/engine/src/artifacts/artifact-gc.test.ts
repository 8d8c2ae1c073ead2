import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, WorkflowSpec } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';
import type { ArtifactDeletionOrdered } from './gc-events.ts';

const gives: Template = {
  name: 'main',
  container: { image: 'busybox' },
  outputs: {
    artifacts: [
      { name: 'a', path: '/a', s3: { key: 'a' } },
      { name: 'b', path: '/b', s3: { key: 'b' }, artifactGC: { strategy: 'OnWorkflowDeletion' } },
      { name: 'c', path: '/c', s3: { key: 'c' }, artifactGC: { strategy: 'Never' } },
    ],
  },
};

function finished(spec: Partial<WorkflowSpec>): Scenario {
  const run = new Scenario(workflow({ templates: [gives], ...spec }));
  run.run('wf', {
    phase: 'Succeeded',
    outputs: { artifacts: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
  });
  assert.equal(run.state.phase, 'Succeeded');
  return run;
}

function orders(run: Scenario): ArtifactDeletionOrdered[] {
  return run.history
    .flatMap(({ events }) => events)
    .filter((event) => event.type === 'artifactDeletionOrdered');
}

test('what is to go on completion goes then, the others with the workflow, and some never', () => {
  const run = finished({ artifactGC: { strategy: 'OnWorkflowCompletion' } });
  assert.deepEqual(
    orders(run).map(({ artifacts }) => artifacts),
    [[{ nodeId: run.node('wf').id, name: 'a', location: { s3: { key: 'a' } } }]],
  );
  run.send({ type: 'finishArtifactDeletion', batchId: 'artifact-gc-0', failures: [] });
  const deleted = () => run.node('wf').outputs?.artifacts?.map((artifact) => artifact.deleted ?? false);
  assert.deepEqual(deleted(), [true, false, false]);
  run.send({ type: 'deleteWorkflow' });
  assert.equal(run.state.deleted, false, 'it waits for its artifacts');
  assert.deepEqual(
    orders(run)
      .at(-1)
      ?.artifacts.map(({ name }) => name),
    ['b'],
  );
  assert.deepEqual(run.replayed(), run.state);
  run.send({ type: 'finishArtifactDeletion', batchId: 'artifact-gc-1', failures: [] });
  assert.equal(run.state.deleted, true);
});

test('a report that comes twice is refused; one that failed keeps the workflow, unless it is forced', () => {
  for (const force of [false, true]) {
    const run = finished({
      artifactGC: { strategy: 'OnWorkflowDeletion', ...(force ? { forceFinalizerRemoval: true } : {}) },
    });
    assert.deepEqual(
      orders(run).flatMap(({ artifacts }) => artifacts),
      [],
    );
    run.send({ type: 'deleteWorkflow' });
    const batchId = orders(run).at(-1)?.batchId ?? '';
    const failures = [{ nodeId: run.node('wf').id, name: 'a', message: 'no right' }];
    run.send({ type: 'finishArtifactDeletion', batchId, failures });
    assert.equal(run.state.deleted, force);
    if (force) continue;
    assert.equal(run.send({ type: 'finishArtifactDeletion', batchId, failures })?.code, 'duplicate');
    assert.equal(run.send({ type: 'deleteWorkflow' })?.code, 'duplicate');
    assert.equal(run.state.deleted, false, 'to ask again changes nothing');
    run.send({ type: 'deleteWorkflow', force: true });
    assert.equal(run.state.deleted, true);
  }
});

test('a workflow that runs is terminated first; without artifacts it goes at once', () => {
  const spec: Partial<WorkflowSpec> = {
    artifactGC: { strategy: 'OnWorkflowDeletion' },
    templates: [
      gives,
      { name: 'both', steps: [[{ name: 'x', template: 'main' }], [{ name: 'y', template: 'main' }]] },
    ],
    entrypoint: 'both',
  };
  const run = new Scenario(workflow({ templates: [], ...spec }));
  run.run('wf[0].x', { phase: 'Succeeded', outputs: { artifacts: [{ name: 'a' }] } });
  run.claim('wf[1].y');
  run.send({ type: 'deleteWorkflow' });
  run.finish('wf[1].y', { phase: 'Failed' });
  assert.equal(run.state.phase, 'Failed');
  run.send({ type: 'finishArtifactDeletion', batchId: orders(run)[1]?.batchId ?? '', failures: [] });
  assert.equal(run.state.deleted, true);

  const empty = new Scenario(workflow({ templates: [], ...spec }));
  empty.send({ type: 'deleteWorkflow' });
  assert.equal(empty.state.deleted, true);
});

test('many artifacts are ordered in parts, each in a message that stays small', () => {
  const run = new Scenario(
    workflow({
      artifactGC: { strategy: 'OnWorkflowCompletion' },
      templates: [
        { ...gives, name: 'one' },
        { name: 'main', steps: [[{ name: 's', template: 'one', withSequence: { count: 400 } }]] },
      ],
    }),
  );
  for (const name of run.outstanding()) {
    run.run(name, { phase: 'Succeeded', outputs: { artifacts: [{ name: 'a' }] } });
  }
  assert.equal(
    orders(run).reduce((sum, { artifacts }) => sum + artifacts.length, 0),
    400,
  );
  for (const { events } of run.history) {
    const inOne = events.flatMap((event) =>
      event.type === 'artifactDeletionOrdered' ? event.artifacts : [],
    );
    assert.ok(inOne.length <= 400 && JSON.stringify(inOne).length < 200_000);
  }
});
