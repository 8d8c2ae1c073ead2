import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflowObject } from '../assemble/workflow-object.ts';
import { changed, created, HistoryBuilder, initialized } from '../testing/history-builder.ts';
import { projectTransition } from './project-transition.ts';
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
