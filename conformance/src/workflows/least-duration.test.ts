import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '@tiphys/spec';
import { leastDuration } from './least-duration.ts';

const sleep = (seconds: string): Template => ({
  name: 'sleep',
  container: { image: 'busybox', command: ['sh', '-c'], args: [`echo go; sleep ${seconds}`] },
});

function least(main: Partial<Template>, ...others: Template[]): number {
  return leastDuration(
    { spec: { entrypoint: 'main', templates: [{ name: 'main', ...main }, ...others] } },
    10,
  );
}

test('containers that sleep, one after the other and beside each other', () => {
  const step = { name: 'a', template: 'sleep' };
  assert.equal(least({ steps: [[step], [step, { ...step, name: 'b' }]] }, sleep('30')), 60);
  assert.equal(least({ steps: [[step]] }, sleep('2m')), 120);
  assert.equal(least({ steps: [[{ ...step, withSequence: { count: '100' } }]] }, sleep('60')), 600);
  assert.equal(least({ dag: { tasks: [{ ...step, withItems: [1, 2] }] } }, sleep('30')), 30);
});

test('what holds a mutex is alone, and a list that stands there is as long as it is', () => {
  const alone = { ...sleep('20'), synchronization: { mutexes: [{ name: 'm' }] } };
  const step = { name: 'a', template: 'sleep', withParam: '["1","2","3"]' };
  assert.equal(least({ steps: [[step, { ...step, name: 'b' }]] }, alone), 120);
  assert.equal(least({ steps: [[step]] }, sleep('20')), 20);
});

test('what may end it before counts as nothing', () => {
  const step = { name: 'a', template: 'sleep' };
  assert.equal(least({ steps: [[{ ...step, when: 'false' }]] }, sleep('30')), 0);
  assert.equal(least({ steps: [[step]] }, { ...sleep('30'), timeout: '5s' }), 0);
  assert.equal(least({ steps: [[step]] }, { ...sleep('30'), daemon: true }), 0);
  assert.equal(least({ steps: [[{ ...step, withParam: '{{x}}' }]] }, sleep('30')), 0);
  assert.equal(least({ steps: [[step]] }, sleep('{{x}}')), 0);
  assert.equal(least({ steps: [[{ name: 'a', template: 'main' }]] }), 0, 'recursion');
});
