import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { MemoryBroker } from '@tiphys/event-log/memory';
import { silentLogger } from '@tiphys/service-kit';
import { takeFromPools } from './task-pools.ts';

test('an agent takes from its pools, and from those that its labels match, as they become known', async () => {
  const clock = new VirtualClock();
  const { agents } = new MemoryBroker(clock);
  const stop = new AbortController();
  const taken: string[] = [];
  const done = takeFromPools(
    { agents, clock, logger: silentLogger },
    { agentId: 'a1', pool: 'default', labels: { disk: 'ssd' } },
    async (pool) => {
      taken.push(pool);
    },
    stop.signal,
  );
  await agents.addPool({ name: 'hdd', placement: { labels: { disk: 'hdd' } } });
  await agents.addPool({ name: 'ssd', placement: { labels: { disk: 'ssd' } } });
  assert.ok(await clock.run(() => taken.length === 3));
  await agents.addPool({ name: 'any', placement: { labels: {} } });
  assert.ok(await clock.run(() => taken.length === 4));
  assert.deepEqual(taken, ['agent-a1', 'default', 'ssd', 'any']);
  stop.abort();
  await clock.run(() => false, clock.now());
  await done;
});
