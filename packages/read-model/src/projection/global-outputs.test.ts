import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflowObject } from '../assemble/workflow-object.ts';
import { changed, created, HistoryBuilder, initialized } from '../testing/history-builder.ts';
import { projectTransition } from './project-transition.ts';
import { touchedKeys } from './projected-transition.ts';
import { RowSet } from './row-set.ts';

test('outputs with a globalName are the workflow’s, the last of a name; others are not', () => {
  const history = new HistoryBuilder();
  history.add('wf', [created('wf'), { type: 'workflowStarted' }, initialized({ id: 'a', nodeType: 'Pod' })]);
  history.add('wf', [
    changed('a', 'Succeeded', {
      outputs: {
        parameters: [
          { name: 'p', value: '1', globalName: 'g' },
          { name: 'own', value: '2' },
        ],
        artifacts: [{ name: 'f', path: '/f', s3: { key: 'k' }, globalName: 'art' }],
      },
    }),
  ]);
  history.add('wf', [
    changed('a', 'Succeeded', { outputs: { parameters: [{ name: 'q', value: '3', globalName: 'g' }] } }),
  ]);
  const rows = new RowSet();
  for (const transition of history.transitions) projectTransition(rows, transition, transition.version - 1);
  const object = workflowObject({
    row: rows.workflows.get('uid-wf')!,
    manifest: rows.manifests.get('uid-wf'),
    nodes: [...rows.nodesOf('uid-wf')],
  });
  assert.deepEqual(object.status?.outputs, {
    parameters: [{ name: 'g', value: '3' }],
    artifacts: [{ name: 'art', s3: { key: 'k' } }],
  });
});

test('artifacts that were deleted are marked, and the status says by which strategy', () => {
  const history = new HistoryBuilder();
  history.add('wf', [created('wf'), { type: 'workflowStarted' }, initialized({ id: 'a', nodeType: 'Pod' })]);
  const artifacts = [
    { name: 'f', s3: { key: 'k' } },
    { name: 'g', s3: { key: 'l' } },
  ];
  history.add('wf', [
    changed('a', 'Succeeded', { outputs: { artifacts } }),
    { type: 'workflowFinished', phase: 'Succeeded' },
    {
      type: 'artifactDeletionOrdered',
      batchId: 'b',
      strategy: 'OnWorkflowCompletion',
      artifacts: artifacts.map(({ name, s3 }) => ({ nodeId: 'a', name, location: { s3 } })),
      through: 1,
    },
  ]);
  history.add('wf', [
    { type: 'artifactsDeleted', batchId: 'b', deleted: [{ nodeId: 'a', name: 'f' }], message: 'g: no right' },
  ]);
  const last = history.transitions.at(-1);
  assert.ok(last);
  assert.deepEqual(touchedKeys([last]).nodes, [{ uid: 'uid-wf', id: 'a' }]);
  const rows = new RowSet();
  for (const transition of history.transitions) projectTransition(rows, transition, transition.version - 1);
  const { status } = workflowObject({
    row: rows.workflows.get('uid-wf')!,
    manifest: rows.manifests.get('uid-wf'),
    nodes: [...rows.nodesOf('uid-wf')],
  });
  assert.deepEqual(
    status?.nodes?.a?.outputs?.artifacts?.map(({ name, deleted }) => [name, deleted]),
    [
      ['f', true],
      ['g', undefined],
    ],
  );
  assert.deepEqual(status?.artifactGCStatus, { strategiesProcessed: { OnWorkflowCompletion: true } });
  assert.deepEqual(
    status?.conditions?.find(({ type }) => type === 'ArtifactGCError')?.message,
    'g: no right',
  );
});
