import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const steps = [
  {
    name: 'main',
    steps: [[{ name: 'a', template: 'leaf', onExit: 'leaf' }], [{ name: 'b', template: 'leaf' }]],
  },
];

test('stop: what runs fails, handlers of both levels run', () => {
  const scenario = new Scenario(workflow({ onExit: 'leaf', templates: steps }));
  scenario.claim('wf[0].a');
  assert.equal(scenario.send({ type: 'stopWorkflow' }), undefined);
  assert.equal(scenario.node('wf[0].a').phase, 'Running', 'it is the agent that ends the container');
  scenario.finish('wf[0].a', { phase: 'Failed', message: 'main: Error (exit code 143)' });
  assert.equal(scenario.node('wf[0].a').message, 'workflow shutdown with strategy:  Stop');
  assert.deepEqual(scenario.outstanding(), ['wf[0].a.onExit']);
  scenario.run('wf[0].a.onExit');
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.deepEqual(
    [scenario.state.phase, scenario.state.message],
    ['Failed', "Stopped with strategy 'Stop'"],
  );
  assert.throws(() => scenario.node('wf[1].b'));
});

test('stop: a container that nobody has claimed ends at once, and no agent gets it any more', () => {
  const scenario = new Scenario(workflow({ templates: steps }));
  const attempt = scenario.attempt('wf[0].a');
  scenario.send({ type: 'stopWorkflow' });
  assert.equal(scenario.node('wf[0].a').phase, 'Failed');
  const late = scenario.send({
    type: 'claimAttempt',
    nodeId: attempt.nodeId,
    attempt: 0,
    agentId: 'x',
    hostName: 'h',
  });
  assert.equal(late?.code, 'superseded');
});

test('stop: what would start afterwards fails with one blank in its message', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [[{ name: 'a', template: 'leaf', onExit: 'leaf' }], [{ name: 'b', template: 'leaf' }]],
        },
      ],
    }),
  );
  scenario.run('wf[0].a');
  scenario.send({ type: 'stopWorkflow' });
  scenario.run('wf[0].a.onExit');
  assert.equal(scenario.node('wf[1].b').message, 'workflow shutdown with strategy: Stop');
  assert.equal(scenario.state.phase, 'Failed');
});

test("stop while the workflow's handler runs lets it finish; the workflow keeps its phase", () => {
  const scenario = new Scenario(workflow({ onExit: 'leaf', entrypoint: 'leaf', templates: [] }));
  scenario.run('wf');
  scenario.claim('wf.onExit');
  scenario.send({ type: 'stopWorkflow' });
  scenario.finish('wf.onExit', { phase: 'Succeeded' });
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('stop: a hook that had started finishes, one that would start fails (#9640)', () => {
  const hooks = {
    running: { template: 'leaf', expression: 'tasks.a.status == "Running"' },
    failed: { template: 'leaf', expression: 'tasks.a.status == "Failed"' },
  };
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf', hooks }] } }] }),
  );
  scenario.claim('wf.a');
  scenario.claim('wf.a.hooks.running');
  scenario.send({ type: 'stopWorkflow' });
  scenario.finish('wf.a', { phase: 'Failed' });
  assert.equal(scenario.node('wf.a.hooks.failed').phase, 'Failed');
  assert.deepEqual(scenario.outstanding(), ['wf.a.hooks.running']);
  scenario.finish('wf.a.hooks.running', { phase: 'Succeeded' });
  assert.equal(scenario.node('wf.a.hooks.running').phase, 'Succeeded');
  assert.equal(scenario.state.phase, 'Failed');
});

test('terminate: no handler starts, a running one is killed, everything ends (#13052)', () => {
  const scenario = new Scenario(workflow({ onExit: 'leaf', templates: steps }));
  scenario.run('wf[0].a');
  scenario.claim('wf[0].a.onExit');
  scenario.send({ type: 'terminateWorkflow' });
  scenario.finish('wf[0].a.onExit', { phase: 'Failed' });
  assert.equal(scenario.node('wf[0].a.onExit').message, 'workflow shutdown with strategy:  Terminate');
  assert.equal(scenario.state.handlerId, undefined);
  assert.deepEqual(
    [scenario.state.phase, scenario.state.message],
    ['Failed', "Stopped with strategy 'Terminate'"],
  );
});

test('terminate after stop is stronger; stop after terminate, and both twice, change nothing', () => {
  const scenario = new Scenario(workflow({ onExit: 'leaf', entrypoint: 'leaf', templates: [] }));
  scenario.claim('wf');
  assert.equal(scenario.send({ type: 'stopWorkflow' }), undefined);
  assert.equal(scenario.send({ type: 'stopWorkflow' })?.code, 'duplicate');
  assert.equal(scenario.send({ type: 'terminateWorkflow' }), undefined);
  assert.equal(scenario.send({ type: 'stopWorkflow' })?.code, 'duplicate');
  scenario.finish('wf', { phase: 'Failed' });
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.send({ type: 'stopWorkflow' })?.code, 'completed');
});

test('delete ends what runs and refuses everything after', () => {
  const scenario = new Scenario(workflow({ templates: steps }));
  scenario.claim('wf[0].a');
  const { nodeId } = scenario.attempt('wf[0].a');
  assert.equal(scenario.send({ type: 'deleteWorkflow' }), undefined);
  assert.deepEqual(
    scenario.history.at(-1)?.events.map((event) => event.type),
    ['attemptCancelRequested', 'workflowDeleted'],
  );
  const late = {
    type: 'finishAttempt',
    nodeId,
    attempt: 0,
    agentId: 'agent-1',
    hostName: 'h',
    outcome: { phase: 'Succeeded' },
  } as const;
  assert.equal(scenario.send(late)?.code, 'not_found');
});

test('10,000 containers are ended in transitions that stay small', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `s${index}`, template: 'leaf' }));
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', steps: [many] }] }));
  assert.equal(scenario.draft.attempts.size, 10_000);
  scenario.send({ type: 'stopWorkflow' });
  assert.equal(scenario.state.phase, 'Failed');
  assert.ok(
    scenario.history.every((transition) => transition.events.length < 400 && transition.agenda.length < 400),
  );
});
