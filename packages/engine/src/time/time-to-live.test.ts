import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

function single(ttlStrategy: NonNullable<Workflow['spec']['ttlStrategy']>): Scenario {
  return new Scenario(workflow({ ttlStrategy, templates: [{ ...leaf, name: 'main' }] }));
}

function ttlOf(scenario: Scenario): number | undefined {
  const [timer] = scenario.state.timers.values();
  return timer === undefined ? undefined : (timer.at - scenario.state.finishedAt) / 1000;
}

test('each outcome has its time, and completion is for those that say nothing', () => {
  const times = { secondsAfterCompletion: 1, secondsAfterSuccess: 2, secondsAfterFailure: 3 };
  const succeeded = single(times);
  succeeded.run('wf');
  assert.equal(ttlOf(succeeded), 2);
  const failed = single(times);
  failed.fail('wf');
  assert.equal(ttlOf(failed), 3);
  const errored = single(times);
  errored.run('wf', { phase: 'Error', message: 'no such image' });
  assert.equal(ttlOf(errored), 1);
  const neither = single({ secondsAfterFailure: 3 });
  neither.run('wf');
  assert.equal(ttlOf(neither), undefined);
});

test('when its time has come the workflow is deleted; a retry takes the order back', () => {
  const scenario = single({ secondsAfterCompletion: 0 });
  scenario.fail('wf');
  scenario.send({ type: 'retryWorkflow', restartSuccessful: false, nodeFieldSelector: '', parameters: [] });
  assert.equal(scenario.send({ type: 'fireTimer', timerId: 'ttl' })?.code, 'superseded');
  scenario.run('wf');
  assert.equal(scenario.state.deleted, false);
  assert.equal(scenario.send({ type: 'fireTimer', timerId: 'ttl-r1' }), undefined);
  assert.equal(scenario.state.deleted, true);
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('a deletion ends everything that runs, in transitions of ordinary size', () => {
  const items = Array.from({ length: 2000 }, (_, index) => index);
  const scenario = new Scenario(
    workflow({
      templates: [{ name: 'main', steps: [[{ name: 'l', template: leaf.name, withItems: items }]] }],
    }),
  );
  const names = scenario.outstanding();
  for (const name of names.slice(0, 1000)) scenario.claim(name);
  const before = scenario.history.length;
  scenario.send({ type: 'deleteWorkflow' });
  const after = scenario.history.slice(before);
  assert.equal(scenario.state.deleted, true);
  for (const { events } of after) assert.ok(events.length < 300, `${events.length} events`);
  const cancels = after
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === 'attemptCancelRequested');
  assert.equal(cancels.length, 2000);
  assert.deepEqual(scenario.replayed(), scenario.state);
});
