import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

function twoSteps(extra: Workflow['spec'] = {}): Workflow {
  return workflow({
    ...extra,
    templates: [
      {
        name: 'main',
        steps: [[{ name: 'a', template: leaf.name }], [{ name: 'b', template: leaf.name }]],
      },
    ],
  });
}

function approval(outputs: { name: string; default?: string }[], duration?: string): Workflow {
  return workflow({
    templates: [
      {
        name: 'main',
        steps: [
          [{ name: 'approve', template: 'approve' }],
          [
            {
              name: 'use',
              template: 'echo',
              arguments: { parameters: [{ name: 'm', value: '{{steps.approve.outputs.parameters.m}}' }] },
            },
          ],
        ],
      },
      {
        name: 'approve',
        suspend: duration === undefined ? {} : { duration },
        outputs: {
          parameters: outputs.map(({ name, default: fallback }) => ({
            name,
            valueFrom: { supplied: {}, ...(fallback === undefined ? {} : { default: fallback }) },
          })),
        },
      },
      {
        name: 'echo',
        inputs: { parameters: [{ name: 'm' }] },
        container: { image: 'i', command: ['echo'], args: ['{{inputs.parameters.m}}'] },
      },
    ],
  });
}

const resume = { type: 'resumeWorkflow' } as const;

test('spec.suspend: nothing starts before the workflow is resumed', () => {
  const scenario = new Scenario(twoSteps({ suspend: true }));
  assert.equal(scenario.state.phase, 'Running');
  assert.equal(scenario.state.nodes.size, 0);
  assert.equal(scenario.send(resume), undefined);
  assert.deepEqual(scenario.outstanding(), ['wf[0].a']);
  scenario.run('wf[0].a');
  scenario.run('wf[1].b');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('a suspended workflow: what runs ends, what follows waits', () => {
  const scenario = new Scenario(twoSteps());
  assert.equal(scenario.send({ type: 'suspendWorkflow' }), undefined);
  assert.equal(scenario.send({ type: 'suspendWorkflow' })?.code, 'duplicate');
  scenario.run('wf[0].a');
  assert.equal(scenario.node('wf[0].a').phase, 'Succeeded');
  assert.equal(scenario.node('wf[0]').phase, 'Running');
  assert.deepEqual(scenario.outstanding(), []);
  scenario.send(resume);
  assert.deepEqual(scenario.outstanding(), ['wf[1].b']);
  scenario.run('wf[1].b');
  assert.equal(scenario.send({ type: 'suspendWorkflow' })?.message, 'cannot suspend completed workflows');
  assert.equal(scenario.send(resume), undefined);
});

test('stop ends a suspended workflow, and its handler runs', () => {
  const scenario = new Scenario(twoSteps({ onExit: leaf.name }));
  scenario.send({ type: 'suspendWorkflow' });
  scenario.run('wf[0].a');
  scenario.send({ type: 'stopWorkflow' });
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.deferred.size, 0);
});

test('many nodes that wait for a suspended workflow go on in portions', () => {
  const items = Array.from({ length: 700 }, (_, index) => index);
  const fan = workflow({
    templates: [
      {
        name: 'main',
        steps: [[{ name: 'a', template: 'pair', withItems: items }]],
      },
      { name: 'pair', steps: [[{ name: 'x', template: leaf.name }], [{ name: 'y', template: leaf.name }]] },
    ],
  });
  const scenario = new Scenario(fan);
  scenario.send({ type: 'suspendWorkflow' });
  for (const name of scenario.outstanding()) scenario.run(name);
  assert.equal(scenario.outstanding().length, 0);
  const before = scenario.history.length;
  scenario.send(resume);
  assert.equal(scenario.outstanding().length, 700);
  for (const { events, agenda } of scenario.history.slice(before)) {
    assert.ok(events.length < 600 && agenda.length < 600, `${events.length} events, ${agenda.length} left`);
  }
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('node set supplies an output, and resume goes on with it', () => {
  const scenario = new Scenario(approval([{ name: 'm' }]));
  const node = scenario.node('wf[0].approve');
  assert.equal(node.phase, 'Running');
  assert.deepEqual(node.outputs?.parameters, [{ name: 'm', valueFrom: { supplied: {} } }]);
  assert.equal(
    scenario.send(resume)?.message,
    "raw output parameter 'm' has not been set and does not have a default value",
  );
  const set = (name: string, value: string, selector = 'displayName=approve') =>
    scenario.send({
      type: 'setNodes',
      nodeFieldSelector: selector,
      setting: { outputParameters: [{ name, value }], message: 'seen' },
    })?.message;
  assert.equal(
    set('m', 'yes', 'displayName=other'),
    'currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: displayName=other',
  );
  assert.equal(set('other', 'yes'), "node is not expecting output parameter 'other'");
  assert.equal(set('m', 'yes'), undefined);
  assert.equal(
    set('m', 'no'),
    "cannot set output parameter 'm' because it does not use valueFrom.raw or it was already set",
  );
  assert.equal(scenario.node('wf[0].approve').phase, 'Running');
  assert.equal(scenario.send(resume), undefined);
  assert.equal(scenario.node('wf[0].approve').message, 'seen; ');
  assert.deepEqual(scenario.attempt('wf[1].use').task.args, ['yes']);
});

test('an output that nobody supplies has its default, on resume and when the time is over', () => {
  for (const how of ['resume', 'timer'] as const) {
    const scenario = new Scenario(approval([{ name: 'm', default: 'd' }], '1m'));
    const [timerId = ''] = scenario.state.timers.keys();
    scenario.send(how === 'resume' ? resume : { type: 'fireTimer', timerId });
    assert.equal(scenario.state.timers.size, 0);
    assert.deepEqual(scenario.attempt('wf[1].use').task.args, ['d'], how);
  }
  const scenario = new Scenario(approval([{ name: 'm' }], '1m'));
  const [timerId = ''] = scenario.state.timers.keys();
  scenario.send({ type: 'fireTimer', timerId });
  assert.equal(scenario.node('wf[0].approve').phase, 'Error');
  assert.equal(scenario.state.phase, 'Failed');
});

test('stop with a selector fails one node with a message; resume with a selector resumes one', () => {
  const pauses = workflow({
    templates: [
      {
        name: 'main',
        dag: {
          tasks: [
            { name: 'a', template: 'pause' },
            { name: 'b', template: 'pause' },
          ],
        },
      },
      { name: 'pause', suspend: {} },
    ],
  });
  const scenario = new Scenario(pauses);
  scenario.send({ type: 'resumeWorkflow', nodeFieldSelector: 'name=wf.a,phase=Running' });
  assert.equal(scenario.node('wf.a').phase, 'Succeeded');
  assert.equal(scenario.node('wf.b').phase, 'Running');
  scenario.send({
    type: 'setNodes',
    nodeFieldSelector: 'displayName!=a',
    setting: { phase: 'Failed', message: 'declined' },
  });
  assert.equal(scenario.node('wf.b').message, 'declined');
  assert.equal(scenario.state.phase, 'Failed');
});

test('a shutdown ends suspensions without a duration', () => {
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', suspend: {} }] }));
  scenario.send({ type: 'terminateWorkflow' });
  assert.equal(scenario.node('wf').message, "Stopped with strategy 'Terminate'");
  assert.equal(scenario.state.phase, 'Failed');
});

test('more suspend nodes than a transition takes are resumed in several', () => {
  const items = Array.from({ length: 600 }, (_, index) => index);
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', steps: [[{ name: 'p', template: 'pause', withItems: items }]] },
        { name: 'pause', suspend: {} },
      ],
    }),
  );
  assert.equal(scenario.state.suspendNodeIds.size, 600);
  scenario.send(resume);
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(scenario.state.chosen.size, 0);
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('an input that is a parameter with values as JSON offers them', () => {
  const scenario = new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'p', value: '{"enum":["a","b"]}' }] },
      templates: [{ name: 'main', inputs: { parameters: [{ name: 'p' }] }, suspend: {} }],
    }),
  );
  assert.deepEqual(scenario.node('wf').inputs?.parameters, [
    { name: 'p', value: '{"enum":["a","b"]}', enum: ['a', 'b'], default: 'a' },
  ]);
});

test('a workflow that is stopped from the start runs its handler only', () => {
  const scenario = new Scenario(twoSteps({ shutdown: 'Stop', onExit: leaf.name }));
  assert.equal(scenario.node('wf[0].a').message, 'workflow shutdown with strategy: Stop');
  scenario.run('wf.onExit');
  assert.equal(scenario.state.message, "Stopped with strategy 'Stop'");
});
