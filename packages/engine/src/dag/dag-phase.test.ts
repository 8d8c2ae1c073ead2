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
