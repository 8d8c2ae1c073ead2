import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow } from '@tiphys/spec';
import { validateWorkflow } from './validate-workflow.ts';

const container = { image: 'busybox', command: ['true'] };

function errorsOf(main: object, spec: object = {}): string[] {
  const decoded = decodeWorkflow({
    metadata: { name: 'wf' },
    spec: {
      entrypoint: 'main',
      templates: [
        { name: 'main', ...main },
        { name: 'leaf', container },
      ],
      ...spec,
    },
  });
  const problems = decoded.ok ? validateWorkflow(decoded.workflow).errors : decoded.problems;
  return problems.map(({ path, message }) => `${path.slice(1).join('.')}: ${message}`);
}

const steps = [[{ name: 'a', template: 'leaf' }]];
const dag = { tasks: [{ name: 'a', template: 'leaf' }] };

test('timeouts: leaf templates have them, with a unit', () => {
  assert.deepEqual(errorsOf({ container, timeout: '5s', pendingTimeout: '10' }), []);
  assert.deepEqual(errorsOf({ container, timeout: '23' }), [
    'templates.0.timeout: main has invalid duration format in timeout',
  ]);
  assert.deepEqual(errorsOf({ steps, timeout: '23' }), [
    "templates.0.timeout: Steps template doesn't support timeout field",
  ]);
  assert.deepEqual(errorsOf({ dag, pendingTimeout: '23s' }), [
    "templates.0.pendingTimeout: DAG template doesn't support pendingTimeout field",
  ]);
});

test('activeDeadlineSeconds: an integer, or a variable, of a leaf template', () => {
  const inputs = { parameters: [{ name: 's', value: '1' }] };
  for (const activeDeadlineSeconds of [3, '3', '{{inputs.parameters.s}}'])
    assert.deepEqual(errorsOf({ container, inputs, activeDeadlineSeconds }), []);
  for (const activeDeadlineSeconds of [-1, '-1', 'soon', '5s', '3000000000']) {
    assert.deepEqual(errorsOf({ container, activeDeadlineSeconds }), [
      'templates.0.activeDeadlineSeconds: templates.main.activeDeadlineSeconds must be a positive integer > 0 or an argo variable',
    ]);
  }
  assert.deepEqual(errorsOf({ steps, activeDeadlineSeconds: 3 }), [
    'templates.0.activeDeadlineSeconds: templates.main.activeDeadlineSeconds is only valid for leaf templates',
  ]);
  assert.deepEqual(errorsOf({ container }, { activeDeadlineSeconds: 10 }), []);
  assert.deepEqual(errorsOf({ container }, { activeDeadlineSeconds: '10' }), [
    'activeDeadlineSeconds: expected an integer, got a text',
  ]);
});

test('parallelism: of steps and DAG templates, and of the workflow, where it lets something run', () => {
  assert.deepEqual(errorsOf({ steps, parallelism: 2, failFast: true }, { parallelism: 1 }), []);
  assert.deepEqual(errorsOf({ container, parallelism: 2 }), [
    'templates.0.parallelism: templates.main.parallelism is only valid for steps and dag templates',
  ]);
  assert.deepEqual(errorsOf({ dag, parallelism: 0 }, { parallelism: 0 }), [
    'parallelism: with 0 nothing would ever start: it must be at least 1',
  ]);
});

test('priority: an int32', () => {
  assert.deepEqual(errorsOf({ container }, { priority: -5 }), []);
  assert.deepEqual(errorsOf({ container }, { priority: 2 ** 31 }), [
    'priority: expected a 32-bit integer, got a number',
  ]);
});

test('workflow.priority is a variable where the workflow has one', () => {
  const says = { image: 'busybox', command: ['echo'], args: ['{{workflow.priority}}'] };
  assert.deepEqual(errorsOf({ container: says }, { priority: 3 }), []);
  assert.deepEqual(errorsOf({ container: says }), [
    'templates.0.container.args.0: templates.main: failed to resolve {{workflow.priority}}',
  ]);
});
