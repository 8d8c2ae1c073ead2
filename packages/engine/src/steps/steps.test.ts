import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const step = (name: string, more: object = {}) => ({ name, template: 'leaf', ...more });

test('groups run one after the other, the steps of a group side by side', () => {
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', steps: [[step('a'), step('b')], [step('c')]] }] }),
  );
  assert.deepEqual(scenario.outstanding(), ['wf[0].a', 'wf[0].b']);
  scenario.run('wf[0].b');
  assert.deepEqual(scenario.outstanding(), ['wf[0].a']);
  scenario.run('wf[0].a');
  scenario.run('wf[1].c');
  assert.equal(
    scenario.tree(),
    `wf Succeeded
wf Steps Succeeded
  wf[0] StepGroup Succeeded
    wf[0].a Pod Succeeded
      wf[1] StepGroup Succeeded
        wf[1].c Pod Succeeded
    wf[0].b Pod Succeeded`,
  );
  assert.equal(scenario.node('wf[0]').displayName, '[0]');
  assert.equal(scenario.node('wf[0].a').displayName, 'a');
  assert.deepEqual(scenario.node('wf[0]').nodeFlag, {});
});

test('a failed step fails its group when the others have ended, and no further group starts', () => {
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', steps: [[step('a'), step('b')], [step('c')]] }] }),
  );
  scenario.fail('wf[0].a');
  assert.equal(scenario.state.phase, 'Running');
  scenario.run('wf[0].b');
  const message = `child '${scenario.node('wf[0].a').id}' failed`;
  assert.deepEqual([scenario.state.phase, scenario.state.message], ['Failed', message]);
  assert.equal(scenario.node('wf').message, message);
});

test('nested steps: inputs, results of earlier groups, and the names of nodes', () => {
  const scenario = new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'who', value: 'world' }] },
      templates: [
        {
          name: 'main',
          steps: [
            [
              step('inner', {
                template: 'inner',
                arguments: { parameters: [{ name: 'x', value: '{{workflow.parameters.who}}' }] },
              }),
            ],
            [step('last', { when: "'{{steps.inner.status}}' == Succeeded" })],
          ],
        },
        {
          name: 'inner',
          inputs: { parameters: [{ name: 'x' }] },
          steps: [
            [step('first')],
            [
              {
                name: 'second',
                template: 'says',
                arguments: {
                  parameters: [
                    { name: 'y', value: '{{inputs.parameters.x}}: {{steps.first.outputs.result}}' },
                  ],
                },
              },
            ],
          ],
        },
        {
          name: 'says',
          inputs: { parameters: [{ name: 'y' }] },
          container: { image: 'busybox', args: ['{{inputs.parameters.y}}', '{{pod.name}}', '{{node.name}}'] },
        },
      ],
    }),
  );
  scenario.run('wf[0].inner[0].first', { phase: 'Succeeded', outputs: { result: 'hi' } });
  const { args } = scenario.attempt('wf[0].inner[1].second').task;
  assert.equal(args[0], 'world: hi');
  assert.equal(args[2], 'wf[0].inner[1].second');
  assert.equal(args[1], scenario.attempt('wf[0].inner[1].second').task.podName);
  scenario.run('wf[0].inner[1].second');
  scenario.run('wf[1].last');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a reference that cannot be resolved ends the group before anything starts', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [step('a')],
            [
              step('b'),
              step('c', { arguments: { parameters: [{ name: 'x', value: '{{steps.a.outputs.result}}' }] } }),
            ],
          ],
        },
      ],
    }),
  );
  scenario.run('wf[0].a');
  assert.equal(scenario.node('wf[1]').phase, 'Error');
  assert.match(scenario.node('wf[1]').message, /^failed to resolve references: .*steps\.a\.outputs\.result/);
  assert.equal(scenario.state.phase, 'Failed');
});

test('a step whose condition is false is skipped, whatever else it refers to', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [step('a')],
            [
              step('b', {
                when: '1 == 2',
                arguments: { parameters: [{ name: 'x', value: '{{steps.a.outputs.result}}' }] },
              }),
            ],
          ],
        },
      ],
    }),
  );
  scenario.run('wf[0].a');
  assert.equal(scenario.node('wf[1].b').phase, 'Skipped');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a condition that cannot be evaluated is the error of its group', () => {
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', steps: [[step('a', { when: 'x y z' })]] }] }),
  );
  assert.equal(scenario.node('wf[0]').phase, 'Error');
  assert.match(scenario.state.message, /^failed to resolve references: Invalid 'when' expression 'x y z'/);
});

test('a step that cannot be started is the error of its group, when the others have ended', () => {
  const needy = { name: 'needy', inputs: { parameters: [{ name: 'x' }] }, container: { image: 'busybox' } };
  const scenario = new Scenario(
    workflow({
      templates: [needy, { name: 'main', steps: [[step('a'), step('b', { template: 'needy' })]] }],
    }),
  );
  assert.equal(scenario.state.phase, 'Running');
  scenario.run('wf[0].a');
  assert.equal(
    scenario.node('wf[0]').message,
    'step group deemed errored due to child wf[0].b error: inputs.parameters.x had no value',
  );
});

test('no steps at all is Succeeded', () => {
  assert.equal(new Scenario(workflow({ templates: [{ name: 'main', steps: [] }] })).state.phase, 'Succeeded');
});

test('what follows a retried step is drawn below its handler', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', steps: [[step('a', { template: 'tries', onExit: 'leaf' })], [step('b')]] },
        { name: 'tries', retryStrategy: { limit: 1 }, container: { image: 'busybox' } },
      ],
    }),
  );
  scenario.run('wf[0].a(0)');
  scenario.run('wf[0].a.onExit');
  assert.deepEqual(scenario.node('wf[0].a.onExit').children, [scenario.node('wf[1]').id]);
});
