import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

test('nodeAntiAffinity: each attempt avoids the hosts of those before', () => {
  const run = new Scenario(
    workflow({
      templates: [{ ...leaf, name: 'main', retryStrategy: { limit: 2, affinity: { nodeAntiAffinity: {} } } }],
    }),
  );
  assert.equal(run.attempt('wf(0)').task.avoidHosts, undefined);
  for (const [attempt, agent] of ['a', 'b'].entries()) {
    run.claim(`wf(${attempt})`, agent);
    run.finish(`wf(${attempt})`, { phase: 'Failed' }, agent);
  }
  assert.deepEqual(run.attempt('wf(2)').task.avoidHosts, ['host-of-a', 'host-of-b']);
});

test('OnTransientError: what a network or a busy server did is retried, nothing else', () => {
  for (const [message, again] of [
    ['dial tcp 10.0.0.1:443: i/o timeout', true],
    ['main: Error (exit code 1)', false],
  ] as const) {
    const run = new Scenario(
      workflow({
        templates: [{ ...leaf, name: 'main', retryStrategy: { limit: 1, retryPolicy: 'OnTransientError' } }],
      }),
    );
    run.run('wf(0)', { phase: 'Error', message });
    assert.equal(run.state.phase, again ? 'Running' : 'Error');
  }
});

test('a template’s annotation names its nodes, with its inputs filled in', () => {
  const named = (name: string) =>
    new Scenario(
      workflow({
        templates: [
          {
            ...leaf,
            name: 'main',
            inputs: { parameters: [{ name: 'n', value: 'x' }] },
            annotations: { 'workflows.argoproj.io/display-name': name },
          },
        ],
      }),
    );
  assert.equal(named('step-{{inputs.parameters.n}}').node('wf').displayName, 'step-x');
  const refused = named('no good name').node('wf');
  assert.equal(refused.phase, 'Error');
  assert.match(refused.message, /^displayName must match the regex/);
});
