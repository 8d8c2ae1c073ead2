import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

/** Prints one parameter. */
const says: Template = {
  name: 'says',
  inputs: { parameters: [{ name: 'text' }] },
  container: { image: 'busybox', command: ['echo'], args: ['{{inputs.parameters.text}}'] },
};

function saying(value: string) {
  return { template: says.name, arguments: { parameters: [{ name: 'text', value }] } };
}

function said(scenario: Scenario, node: string): string | undefined {
  return scenario.attempt(node).task.args[0];
}

test('the handler of a retrying step sees the outputs of the last attempt', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [{ name: 'a', template: 'flaky', hooks: { exit: saying('{{steps.a.outputs.parameters.it}}') } }],
          ],
        },
        {
          name: 'flaky',
          retryStrategy: { limit: 2 },
          container: { image: 'busybox', command: ['true'] },
          outputs: { parameters: [{ name: 'it', valueFrom: { path: '/it' } }] },
        },
        says,
      ],
    }),
  );
  scenario.fail('wf[0].a(0)');
  scenario.run('wf[0].a(1)', {
    phase: 'Succeeded',
    outputs: { parameters: [{ name: 'it', value: 'second' }], exitCode: '0' },
  });
  assert.deepEqual(scenario.outstanding(), ['wf[0].a.onExit']);
  assert.equal(said(scenario, 'wf[0].a.onExit'), 'second');
});

test('the children of a hook are not taken for an attempt (#6451, #12109)', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'a',
                template: 'flaky',
                hooks: { running: { template: 'leaf', expression: 'steps.a.status == "Running"' } },
              },
            ],
          ],
        },
        { name: 'flaky', retryStrategy: { limit: 1 }, container: { image: 'busybox', command: ['true'] } },
      ],
    }),
  );
  scenario.claim('wf[0].a(0)');
  scenario.run('wf[0].a.hooks.running');
  scenario.finish('wf[0].a(0)', { phase: 'Failed', message: 'broke' });
  assert.deepEqual(scenario.outstanding(), ['wf[0].a(1)']);
  scenario.run('wf[0].a(1)');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('an entrypoint of which everything is skipped is Succeeded, and its handler is told so', () => {
  const scenario = new Scenario(
    workflow({
      onExit: 'handler',
      templates: [
        { name: 'main', steps: [[{ name: 'a', template: 'leaf', when: '1 == 2' }]] },
        {
          name: 'handler',
          container: { ...leaf.container, image: 'busybox', args: ['{{workflow.status}}'] },
        },
      ],
    }),
  );
  assert.equal(said(scenario, 'wf.onExit'), 'Succeeded');
});

test('workflow.failures is there without a failure and in hooks; workflow.duration in the handler', () => {
  const printing = { image: 'busybox', command: ['echo'] };
  const scenario = new Scenario(
    workflow({
      onExit: 'handler',
      hooks: { running: { template: 'hook', expression: 'workflow.status == "Running"' } },
      templates: [
        { name: 'main', container: leaf.container ?? printing },
        {
          name: 'handler',
          container: { ...printing, args: ['{{workflow.failures}} {{workflow.duration}}'] },
        },
        { name: 'hook', container: { ...printing, args: ['{{workflow.failures}}'] } },
      ],
    }),
  );
  scenario.claim('wf');
  assert.equal(said(scenario, 'wf.hooks.running'), '"null"');
  scenario.run('wf.hooks.running');
  scenario.finish('wf', { phase: 'Succeeded' });
  assert.match(said(scenario, 'wf.onExit') ?? '', /^"null" \d+\.\d+$/);
});

test("what failed is a file in the containers of the workflow's handler", () => {
  const scenario = new Scenario(
    workflow({
      onExit: 'handler',
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf', onExit: 'leaf' }] } },
        { name: 'handler', dag: { tasks: [{ name: 'b', template: 'leaf' }] } },
        leaf,
      ],
    }),
  );
  assert.equal(scenario.attempt('wf.a').task.failures, undefined);
  scenario.fail('wf.a');
  assert.equal(scenario.attempt('wf.a.onExit').task.failures, undefined);
  scenario.run('wf.a.onExit');
  const told = JSON.parse(scenario.attempt('wf.onExit.b').task.failures ?? '') as { displayName: string }[];
  assert.deepEqual(
    told.map(({ displayName }) => displayName),
    ['a', 'wf'],
  );
});

test('hooks that become true together run in the order of their names', () => {
  const names = ['zeta', 'alpha', 'mu'];
  const hook = { template: 'leaf', expression: 'steps.a.status == "Succeeded"' };
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [{ name: 'a', template: 'leaf', hooks: Object.fromEntries(names.map((name) => [name, hook])) }],
          ],
        },
      ],
    }),
  );
  scenario.run('wf[0].a');
  const hooks = [...scenario.state.nodes.values()].filter(({ role }) => role === 'hook');
  assert.deepEqual(
    hooks.map(({ callName }) => callName),
    ['alpha', 'mu', 'zeta'],
  );
});

test('a hook that has started goes on when its expression is no longer true', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'a',
                template: 'leaf',
                hooks: { running: { template: 'leaf', expression: 'steps.a.status == "Running"' } },
              },
            ],
          ],
        },
      ],
    }),
  );
  scenario.claim('wf[0].a');
  scenario.finish('wf[0].a', { phase: 'Succeeded' });
  assert.equal(scenario.state.phase, 'Running', 'the hook is waited for');
  scenario.run('wf[0].a.hooks.running');
  assert.equal(scenario.state.phase, 'Succeeded');
});
