import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowCommand } from '../commands.ts';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

/** Two waits, one after the other. */
function waiting(): Scenario {
  const steps = [[{ name: 'a', template: 'wait' }], [{ name: 'b', template: 'wait' }]];
  return new Scenario(
    workflow({
      templates: [
        { name: 'main', steps },
        { name: 'wait', suspend: {} },
      ],
    }),
  );
}

test('a wish that comes again is fulfilled once, also by who has only the history', () => {
  const scenario = waiting();
  const resume: WorkflowCommand = { type: 'resumeWorkflow' };
  assert.equal(scenario.send(resume), undefined);
  assert.equal(scenario.repeat(resume), undefined);
  assert.equal(scenario.node('wf[0].a').phase, 'Succeeded');
  assert.equal(scenario.node('wf[1].b').phase, 'Running', 'it began to wait after the wish');
  assert.deepEqual(scenario.replayed(), scenario.state);
  assert.equal(scenario.send(resume), undefined);
  assert.equal(scenario.state.phase, 'Succeeded', 'another wish of the same kind');
});

test('a retry that fails at once is not made again', () => {
  const bad = { ...leaf, name: 'main', container: { image: 'x', args: ['{{=nonsense(}}'] } };
  const scenario = new Scenario(workflow({ templates: [bad] }));
  const retry: WorkflowCommand = {
    type: 'retryWorkflow',
    restartSuccessful: false,
    nodeFieldSelector: '',
    parameters: [],
  };
  assert.equal(scenario.state.phase, 'Error');
  scenario.send(retry);
  assert.deepEqual([scenario.state.phase, scenario.state.restarts], ['Error', 1]);
  assert.equal(scenario.repeat(retry), undefined);
  assert.equal(scenario.state.restarts, 1);
});
