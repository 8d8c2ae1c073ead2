import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DAGTask } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

function dagOf(...tasks: DAGTask[]): Scenario {
  const dag = { tasks: tasks.map((task) => ({ template: 'leaf', ...task })), failFast: false };
  return new Scenario(workflow({ templates: [{ name: 'main', dag }] }));
}

test('of several branches that failed, an omitted target takes the one that comes to it first', () => {
  const far = ['a', 'b'].map((name, index) => ({ name, ...(index === 0 ? {} : { dependencies: ['a'] }) }));
  const scenario = dagOf(...far, { name: 'near' }, { name: 'last', dependencies: ['b', 'near'] });
  scenario.run('wf.a');
  scenario.run('wf.b', { phase: 'Error', message: 'gone' });
  scenario.fail('wf.near');
  assert.equal(scenario.node('wf.last').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Failed');
});

test('an error on the shorter way makes the DAG an error', () => {
  const scenario = dagOf(
    { name: 'a' },
    { name: 'b', depends: '!a.Omitted' },
    { name: 'c', depends: 'a && b' },
  );
  scenario.run('wf.a', { phase: 'Error', message: 'gone' });
  scenario.fail('wf.b');
  assert.equal(scenario.state.phase, 'Error');
});

test('an omitted target takes the phase of the pod that it is drawn below, not that of the task around it', () => {
  const tasks = [
    { name: 'a', template: 'nested' },
    { name: 'b', template: 'leaf', dependencies: ['a'] },
  ];
  const nested = { name: 'nested', steps: [[{ name: 's', template: 'leaf' }]] };
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks } }, nested] }));
  scenario.run('wf.a[0].s', { phase: 'Error', message: 'gone' });
  assert.equal(scenario.node('wf.a').phase, 'Failed');
  assert.equal(scenario.node('wf.b').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Error');
});

function withRetriedTask(): Scenario {
  const tasks = [
    { name: 'a', template: 'tries', onExit: 'leaf' },
    { name: 'b', template: 'leaf', depends: 'a.Skipped' },
  ];
  const tries = { name: 'tries', retryStrategy: { limit: 0 }, container: { image: 'busybox' } };
  return new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks } }, tries] }));
}

test('the failure of a handler that an omitted target is drawn below does not fail the DAG', () => {
  const scenario = withRetriedTask();
  scenario.run('wf.a(0)');
  scenario.fail('wf.a.onExit');
  assert.deepEqual(scenario.node('wf.a.onExit').children, [scenario.node('wf.b').id]);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('the failure of a task is not lost where an omitted target is drawn below its handler', () => {
  const scenario = withRetriedTask();
  scenario.fail('wf.a(0)');
  scenario.run('wf.a.onExit');
  assert.equal(scenario.node('wf.b').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Failed');
});

test('the failure of steps of which none ran is not lost', () => {
  const tasks = [
    { name: 'a', template: 'nested' },
    { name: 'b', template: 'leaf', dependencies: ['a'] },
  ];
  const late = { name: 's', template: 'leaf', withParam: '{{inputs.parameters.list}}' };
  const nested = {
    name: 'nested',
    inputs: { parameters: [{ name: 'list', value: 'no list' }] },
    steps: [[late]],
  };
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks } }, nested] }));
  assert.equal(scenario.node('wf.b').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Failed');
});
