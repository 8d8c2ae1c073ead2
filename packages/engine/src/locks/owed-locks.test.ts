import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowSpec } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';
import type { LockAnswer } from './lock-events.ts';

const OUTER = { synchronization: { mutexes: [{ name: 'outer' }] } };
const INNER = { synchronization: { mutexes: [{ name: 'inner' }] } };

function answer(scenario: Scenario, node: string, given: LockAnswer): void {
  const key = scenario.node(node).id;
  const request = scenario.state.locks.get(key);
  assert.ok(request, `${node} asks for its locks`);
  assert.equal(
    scenario.send({ type: 'answerLocks', key, requestedAt: request.requestedAt, answer: given }),
    undefined,
  );
}

const granted: LockAnswer = { kind: 'granted', locks: [] };

/** A group below a group, each with its lock, in which a step failed after one that succeeded. */
function failed(spec: Partial<WorkflowSpec> = {}, retry: object = {}): Scenario {
  const scenario = new Scenario(
    workflow({
      entrypoint: 'main',
      ...spec,
      templates: [
        leaf,
        { name: 'main', ...OUTER, ...retry, steps: [[{ name: 'in', template: 'below' }]] },
        {
          name: 'below',
          ...INNER,
          steps: [[{ name: 'good', template: 'leaf' }], [{ name: 'bad', template: 'leaf' }]],
        },
      ],
    }),
  );
  answer(scenario, 'wf', granted);
  const inner =
    [...scenario.state.nodes.values()].find(({ displayName }) => displayName === 'in')?.name ?? '';
  answer(scenario, inner, granted);
  scenario.run(`${inner}[0].good`);
  scenario.fail(`${inner}[1].bad`);
  if (spec.onExit !== undefined) scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.locks.size, 0);
  const again = { restartSuccessful: false, nodeFieldSelector: '', parameters: [] };
  assert.equal(scenario.send({ type: 'retryWorkflow', ...again }), undefined);
  return scenario;
}

test('what is run again takes its locks again, the outer ones first', () => {
  for (const [retry, inner] of [
    [{}, 'wf[0].in'],
    [{ retryStrategy: { limit: 0 } }, 'wf(0)[0].in'],
  ] as const) {
    const scenario = failed({}, retry);
    assert.deepEqual([...scenario.state.locks.keys()], ['wf']);
    assert.deepEqual(scenario.outstanding(), []);
    answer(scenario, 'wf', { kind: 'waiting', lock: 'l', message: 'Waiting for l lock.', holders: [] });
    assert.equal(scenario.node('wf').phase, 'Running');
    assert.equal(scenario.node('wf').message, 'Waiting for l lock.');
    answer(scenario, 'wf', granted);
    assert.equal(scenario.node('wf').message, '');
    assert.deepEqual(scenario.outstanding(), []);
    answer(scenario, inner, granted);
    assert.deepEqual(scenario.outstanding(), [`${inner}[1].bad`]);
    scenario.run(`${inner}[1].bad`);
    assert.equal(scenario.state.phase, 'Succeeded');
    assert.equal(scenario.state.locks.size, 0);
    assert.deepEqual(scenario.replayed(), scenario.state);
  }
});

test('locks that are denied end the node, and what was to run again below it', () => {
  const scenario = failed({ onExit: 'leaf' });
  answer(scenario, 'wf', { kind: 'denied', message: 'no such limit' });
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Error');
  assert.equal(scenario.node('wf').message, 'no such limit');
  for (const { phase, name } of scenario.state.nodes.values()) {
    assert.ok(['Succeeded', 'Failed', 'Error'].includes(phase), name);
  }
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('a stop ends what waits for its locks again', () => {
  for (const type of ['stopWorkflow', 'terminateWorkflow'] as const) {
    for (const atInner of [false, true]) {
      const scenario = failed();
      if (atInner) answer(scenario, 'wf', granted);
      scenario.send({ type });
      assert.deepEqual(scenario.outstanding(), []);
      assert.equal(scenario.state.phase, 'Failed');
      assert.equal(scenario.state.locks.size, 0);
      assert.equal(scenario.state.atGate.size, 0);
      assert.deepEqual(scenario.replayed(), scenario.state);
    }
  }
});
