import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';
import { retryExpressionScope, retryVariables } from './retry-scope.ts';

/** The arguments of the container of the only task, after substitution. */
function rendered(args: string[], metadata: object = {}): readonly string[] {
  const manifest = workflow({
    templates: [{ name: 'main', container: { image: 'busybox', command: ['echo'], args } }],
  });
  const scenario = new Scenario({ ...manifest, metadata: { ...manifest.metadata, ...metadata } });
  return scenario.attempt('wf').task.args;
}

test('labels and annotations as JSON have their keys in order, as Go writes maps', () => {
  const labels = { b: '2', a: '1', __proto__x: '3' };
  assert.deepEqual(rendered(['{{workflow.labels.json}}', '{{workflow.annotations}}'], { labels }), [
    '{"__proto__x":"3","a":"1","b":"2"}',
    'null',
  ]);
});

test('an expression reaches a call by its name, and by one that it computes', () => {
  const echo = { image: 'busybox', command: ['echo'], args: ['{{inputs.parameters.value}}'] };
  const value = (text: string) => ({ parameters: [{ name: 'value', value: text }] });
  const takes = { name: 'takes', inputs: { parameters: [{ name: 'value' }] }, container: echo };
  const scenario = new Scenario(
    workflow({
      templates: [
        takes,
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'leaf' },
              { name: 'ab', template: 'leaf' },
              {
                name: 'named',
                template: 'takes',
                dependencies: ['a', 'ab'],
                arguments: value('{{=tasks.a.status + tasks["ab"].status}}'),
              },
              {
                name: 'computed',
                template: 'takes',
                dependencies: ['a', 'ab'],
                arguments: value('{{=tasks["a" + "b"].status}}'),
              },
            ],
          },
        },
      ],
    }),
  );
  scenario.run('wf.a');
  scenario.run('wf.ab');
  assert.deepEqual(scenario.attempt('wf.named').task.args, ['SucceededSucceeded']);
  assert.deepEqual(scenario.attempt('wf.computed').task.args, ['Succeeded']);
});

test('how long an attempt took is told in whole seconds', () => {
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }] }),
  );
  scenario.run('wf');
  const attempt = { ...scenario.node('wf'), startedAt: 1_900, finishedAt: 3_100 };
  assert.equal(retryVariables(1, attempt).lookup('lastRetry.duration'), '2');
  assert.equal(
    retryExpressionScope({ ...attempt, memberIds: ['a'] }, attempt).lookup('lastRetry.duration'),
    '2',
  );
});
