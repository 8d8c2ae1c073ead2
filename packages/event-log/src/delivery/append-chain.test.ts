import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppendChain } from './append-chain.ts';

test('one after the other', async () => {
  const chain = new AppendChain();
  const steps: string[] = [];
  const step = (name: string) => async (): Promise<string> => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    return name;
  };
  assert.deepEqual(await Promise.all([chain.add(step('a')), chain.add(step('b'))]), ['a', 'b']);
  assert.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends']);
  assert.equal(chain.length, 0);
});

test('what waits behind a failure fails with it; what is added later runs', async () => {
  const chain = new AppendChain();
  const ran: string[] = [];
  const failing = chain.add(() => Promise.reject(new Error('cut')));
  const again = failing.catch(() => chain.add(async () => ran.push('again')));
  const behind = ['a', 'b'].map((name) => chain.add(async () => ran.push(name)));
  for (const result of await Promise.allSettled([failing, ...behind])) {
    assert.equal(result.status === 'rejected' && result.reason.message, 'cut');
  }
  await again;
  await chain.add(async () => ran.push('later'));
  assert.deepEqual(ran, ['again', 'later']);
});
