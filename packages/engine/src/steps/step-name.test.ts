import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const DAY = '{{inputs.parameters.day}}';
const step = (name: string, more: object = {}) => ({ name, template: 'leaf', ...more });

function days(steps: object[][], more: object = {}, day = '2024-01-15'): Scenario {
  return new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'day', value: day }] },
      templates: [{ name: 'main', inputs: { parameters: [{ name: 'day' }] }, steps, ...more } as never],
    }),
  );
}

test('a name that is built is the name of the node, and of what others refer to', () => {
  const scenario = days([
    [step(`run-${DAY}`, { continueOn: { failed: true } })],
    [step(`check-${DAY}`, { when: `{{steps.run-${DAY}.status}} != Succeeded` })],
    [step('last', { when: `{{steps.run-2024-01-15.status}} == Succeeded` })],
  ]);
  scenario.fail('wf[0].run-2024-01-15');
  assert.equal(scenario.node('wf[0].run-2024-01-15').displayName, 'run-2024-01-15');
  scenario.run('wf[1].check-2024-01-15');
  assert.equal(scenario.node('wf[2].last').phase, 'Skipped');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('results, loops and hooks of a step whose name is built', () => {
  const scenario = days(
    [
      [
        step(`a-${DAY}`, {
          hooks: { exit: { template: 'leaf', expression: `steps["a-2024-01-15"].status == "Succeeded"` } },
        }),
      ],
      [step(`b-${DAY}`, { withItems: ['x', 'y'], when: `{{steps.a-${DAY}.outputs.result}} == 1` })],
    ],
    {
      outputs: {
        parameters: [{ name: 'r', valueFrom: { parameter: `{{steps.a-${DAY}.outputs.result}}` } }],
      },
    },
  );
  scenario.run('wf[0].a-2024-01-15', { phase: 'Succeeded', outputs: { result: '1' } });
  scenario.run('wf[0].a-2024-01-15.onExit');
  scenario.run('wf[1].b-2024-01-15(0:x)');
  scenario.run('wf[1].b-2024-01-15(1:y)');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(
    scenario.node('wf').outputs?.parameters?.map(({ value }) => value),
    ['1'],
  );
});

test('names that turn out the same end their group, with nothing started', () => {
  const scenario = days([[step(`a-${DAY}`), step('a-2024-01-15')]]);
  assert.deepEqual(scenario.outstanding(), []);
  assert.equal(scenario.node('wf[0]').phase, 'Error');
  assert.equal(scenario.node('wf[0]').message, "the name of a step, 'a-2024-01-15', is not unique");
  assert.equal(scenario.state.phase, 'Failed');
});

test('a name that turns out empty or too long ends its group', () => {
  for (const [day, message] of [
    ['', 'the name of a step is empty'],
    ['x'.repeat(129), 'the name of a step has 129 characters, more than 128'],
  ] as const) {
    const scenario = days([[step(DAY)]], {}, day);
    assert.equal(scenario.node('wf[0]').message, message);
    assert.equal(scenario.state.phase, 'Failed');
  }
});

test('a template that stands in a step whose name is built, and knows that name', () => {
  const inline = { name: '', container: { image: 'busybox', args: ['{{steps.name}}'] } };
  const scenario = days([[{ name: `in-${DAY}`, inline }]]);
  assert.deepEqual(scenario.attempt('wf[0].in-2024-01-15').task.args, ['in-2024-01-15']);
  scenario.run('wf[0].in-2024-01-15');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('the entrypoint and handlers are called by a step without a name', () => {
  const say = { name: 'say', inputs: { parameters: [{ name: 'of' }] }, container: { image: 'busybox' } };
  const args = ['[{{steps.name}}]'];
  const scenario = new Scenario(
    workflow({
      onExit: 'bye',
      templates: [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'a',
                template: 'say',
                arguments: { parameters: [{ name: 'of', value: '[{{steps.name}}]' }] },
                hooks: { exit: { template: 'bye' } },
              },
            ],
          ],
        },
        say,
        { name: 'bye', container: { image: 'busybox', args } },
      ],
    }),
  );
  assert.deepEqual(scenario.node('wf[0].a').inputs?.parameters, [{ name: 'of', value: '[]' }]);
  scenario.run('wf[0].a');
  assert.deepEqual(scenario.attempt('wf[0].a.onExit').task.args, ['[]']);
  scenario.run('wf[0].a.onExit');
  assert.deepEqual(scenario.attempt('wf.onExit').task.args, ['[]']);
});
