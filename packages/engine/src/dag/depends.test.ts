import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DAGTask } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

function dagOf(tasks: DAGTask[], rest: { target?: string; failFast?: boolean } = {}): Scenario {
  return new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks, ...rest } }] }));
}

const task = (name: string, rest: Partial<DAGTask> = {}): DAGTask => ({ name, template: leaf.name, ...rest });

test('a task with depends waits for all it names, and runs where it holds', () => {
  const scenario = dagOf([
    task('a'),
    task('b'),
    task('c', { depends: 'a.Failed && (b || b.Errored)' }),
    task('d', { depends: '!a.Failed || b.Failed' }),
  ]);
  scenario.fail('wf.a');
  assert.deepEqual(scenario.outstanding(), ['wf.b']);
  scenario.run('wf.b');
  assert.deepEqual(scenario.outstanding(), ['wf.c']);
  assert.equal(scenario.node('wf.d').message, 'omitted: depends condition not met');
  scenario.run('wf.c');
  // The omitted task continues the branch of the failed one.
  assert.equal(scenario.state.phase, 'Failed');
});

test('a failure that somebody depends on does not fail the DAG', () => {
  const scenario = dagOf([task('a'), task('b', { depends: 'a.Failed' })]);
  scenario.fail('wf.a');
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('continueOn lets dependents go on, and a target fail', () => {
  const on = { continueOn: { failed: true } };
  const scenario = dagOf([task('a', on), task('b', { dependencies: ['a'], ...on }), task('c')]);
  scenario.fail('wf.a');
  scenario.fail('wf.b');
  scenario.run('wf.c');
  assert.equal(scenario.state.phase, 'Succeeded');
  const error = dagOf([task('a', on), task('b', { dependencies: ['a'] })]);
  error.run('wf.a', { phase: 'Error', message: 'no such image' });
  assert.equal(error.node('wf.b').phase, 'Omitted');
  assert.equal(error.state.phase, 'Error');
});

test('what no target needs does not run; targets may be named by variables', () => {
  const tasks = [task('a'), task('b', { depends: 'a' }), task('c', { depends: 'b' }), task('d')];
  const scenario = dagOf(tasks, { target: 'b' });
  scenario.run('wf.a');
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(
    [...scenario.state.nodes.values()].map(({ name }) => name),
    ['wf', 'wf.a', 'wf.b'],
  );
  const named = dagOf(tasks, { target: '{{workflow.name}}' });
  assert.equal(named.state.phase, 'Error');
  assert.equal(named.state.message, "error in entry template execution: target 'wf' is not defined");
});

test('of several failed targets the first decides, without failFast the last', () => {
  const phaseWith = (failFast: boolean): string => {
    const scenario = dagOf([task('a'), task('b')], { failFast });
    scenario.fail('wf.a');
    scenario.run('wf.b', { phase: 'Error', message: 'no such image' });
    return scenario.state.phase;
  };
  assert.equal(phaseWith(true), 'Failed');
  assert.equal(phaseWith(false), 'Error');
});

test('a step with continueOn does not fail its group; one that cannot start does', () => {
  const failed = { failed: true, error: true };
  const steps = (template: string) =>
    new Scenario(
      workflow({
        templates: [
          {
            name: 'main',
            steps: [[{ name: 'a', template, continueOn: failed }], [{ name: 'b', template: leaf.name }]],
          },
        ],
      }),
    );
  const scenario = steps(leaf.name);
  scenario.fail('wf[0].a');
  scenario.run('wf[1].b');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(steps('nowhere').state.phase, 'Failed');
});
