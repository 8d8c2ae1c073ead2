import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memoize, Template } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';

const MEMOIZE: Memoize = {
  key: 'k-{{inputs.parameters.n}}',
  cache: { configMap: { name: 'c' } },
  maxAge: '1h30m',
};

function scenario(more: Partial<Template> = {}, extra: Template[] = []): Scenario {
  const main: Template = {
    name: 'main',
    inputs: { parameters: [{ name: 'n', default: '1' }] },
    memoize: MEMOIZE,
    ...(more.steps === undefined ? { container: { image: 'busybox', command: ['echo'] } } : {}),
    ...more,
  };
  return new Scenario({ metadata: {}, spec: { entrypoint: 'main', templates: [main, ...extra] } });
}

const events = (run: Scenario) => run.history.flatMap((transition) => transition.events);

test('a node is looked up, runs where nothing is found, and is kept', () => {
  const run = scenario();
  assert.deepEqual(
    events(run).find(({ type }) => type === 'cacheLookupRequested'),
    { type: 'cacheLookupRequested', nodeId: 'wf', cacheName: 'c', key: 'k-1', maxAgeMs: 5_400_000 },
  );
  assert.equal(run.state.attempts.size, 0);
  run.answerCache('wf', { kind: 'miss' });
  run.run('wf', { phase: 'Succeeded', outputs: { result: 'r' } });
  assert.equal(run.state.phase, 'Succeeded');
  assert.deepEqual(run.state.toSave, ['wf']);
  assert.equal(run.node('wf').memoization?.hit, false);
});

test('what is found stands in for a run, and is not kept again', () => {
  const run = scenario();
  run.answerCache('wf', { kind: 'hit', outputs: { parameters: [{ name: 'a', value: 'b' }] } });
  assert.equal(run.state.phase, 'Succeeded');
  assert.equal(run.node('wf').type, 'Pod');
  assert.deepEqual(run.node('wf').outputs, { parameters: [{ name: 'a', value: 'b' }] });
  assert.equal(run.node('wf').memoization?.hit, true);
  assert.deepEqual(run.state.toSave, []);
  assert.equal(run.answerCache('wf', { kind: 'miss' })?.code, 'superseded');
});

test('what failed is not kept; of attempts the one that succeeded is, once', () => {
  const failed = scenario();
  failed.answerCache('wf', { kind: 'miss' });
  failed.fail('wf');
  assert.deepEqual(failed.state.toSave, []);
  const retried = scenario({ retryStrategy: { limit: 1 } });
  retried.answerCache('wf', { kind: 'miss' });
  retried.fail('wf(0)');
  retried.run('wf(1)');
  assert.deepEqual(retried.state.toSave, ['wf']);
});

test('steps stand behind a cache too', () => {
  const leaf: Template = { name: 'leaf', container: { image: 'busybox', command: ['echo'] } };
  const hit = scenario({ steps: [[{ name: 'a', template: 'leaf' }]] }, [leaf]);
  hit.answerCache('wf', { kind: 'hit' });
  assert.equal(hit.state.phase, 'Succeeded');
  assert.equal(hit.state.nodes.size, 1);
  const miss = scenario({ steps: [[{ name: 'a', template: 'leaf' }]] }, [leaf]);
  miss.answerCache('wf', { kind: 'miss' });
  miss.run('wf[0].a');
  assert.deepEqual(miss.state.toSave, ['wf']);
});

test('the lock comes first, and goes back after a hit', () => {
  const run = scenario({ synchronization: { mutexes: [{ name: 'm' }] } });
  assert.equal(run.node('wf').memoization, undefined);
  run.answerLocks('wf');
  assert.equal(run.state.attempts.size, 0);
  run.answerCache('wf', { kind: 'hit' });
  assert.equal(run.state.phase, 'Succeeded');
  assert.equal(run.state.locks.size, 0);
});

for (const [what, memoize, message] of [
  ['a key with other characters', { ...MEMOIZE, key: 'a_b' }, 'invalid cache key: a_b'],
  ['an empty key', { ...MEMOIZE, key: '' }, 'invalid cache key: '],
  [
    'an age without a unit',
    { ...MEMOIZE, maxAge: '10' },
    'invalid maxAge: time: missing unit in duration "10"',
  ],
  ['an age that is none', { ...MEMOIZE, maxAge: 'old' }, 'invalid maxAge: time: invalid duration "old"'],
] as [string, Memoize, string][]) {
  test(`an Error: ${what}`, () => {
    const run = scenario({ memoize });
    assert.equal(run.node('wf').phase, 'Error');
    assert.equal(run.node('wf').message, message);
  });
}

test('a cache that cannot be read is an Error of the node', () => {
  const run = scenario();
  run.answerCache('wf', { kind: 'failed', message: 'malformed cache entry' });
  assert.equal(run.node('wf').phase, 'Error');
});
