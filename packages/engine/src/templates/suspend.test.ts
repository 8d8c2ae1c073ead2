import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

function suspended(duration: string, onExit?: string): Workflow {
  return workflow({
    ...(onExit === undefined ? {} : { onExit }),
    templates: [
      {
        name: 'main',
        steps: [[{ name: 'pause', template: 'pause' }], [{ name: 'after', template: leaf.name }]],
      },
      {
        name: 'pause',
        inputs: { parameters: [{ name: 'd', default: duration }] },
        suspend: { duration: '{{inputs.parameters.d}}' },
      },
    ],
  });
}

function fire(scenario: Scenario): void {
  const [timerId = ''] = scenario.state.timers.keys();
  assert.equal(scenario.send({ type: 'fireTimer', timerId }), undefined);
}

test('a suspend template waits for its duration, and what follows waits for it', () => {
  const scenario = new Scenario(suspended('1m'));
  const node = scenario.node('wf[0].pause');
  assert.equal(`${node.type} ${node.phase}`, 'Suspend Running');
  assert.equal([...scenario.state.timers.values()][0]?.at, node.startedAt + 60_000);
  fire(scenario);
  assert.equal(scenario.node('wf[0].pause').phase, 'Succeeded');
  scenario.run('wf[1].after');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a duration that is none is an Error', () => {
  const scenario = new Scenario(suspended('soon'));
  assert.equal(
    scenario.node('wf[0].pause').message,
    'unable to parse soon as a duration: time: invalid duration "soon"',
  );
  assert.equal(scenario.state.phase, 'Failed');
});

test('stop and terminate end the wait, but stop not that of a handler', () => {
  for (const type of ['stopWorkflow', 'terminateWorkflow'] as const) {
    const scenario = new Scenario(suspended('1h', 'pause'));
    scenario.send({ type });
    const strategy = type === 'stopWorkflow' ? 'Stop' : 'Terminate';
    assert.equal(scenario.node('wf[0].pause').message, `Stopped with strategy '${strategy}'`);
    if (strategy === 'Stop') fire(scenario);
    assert.equal(scenario.state.phase, 'Failed');
    assert.equal(scenario.state.timers.size, 0);
    const handler = [...scenario.state.nodes.values()].find(({ name }) => name === 'wf.onExit');
    assert.equal(handler?.phase, strategy === 'Stop' ? 'Succeeded' : undefined);
  }
});
