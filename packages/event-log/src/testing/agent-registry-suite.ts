import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { sampleHeartbeat, sampleRef } from './samples.ts';

/** What every AgentRegistry does. */
export function agentRegistrySuite(name: string, make: MakeBroker): void {
  describe(`${name}: agents`, () => {
    brokerTest('each heartbeat changes the revision', make, async ({ ports: { agents } }) => {
      assert.deepEqual(await agents.list(), []);
      await agents.beat(sampleHeartbeat('a1'));
      await agents.beat(sampleHeartbeat('a2', 7));
      const before = await agents.list();
      assert.deepEqual(
        before.map(({ heartbeat }) => heartbeat).sort((a, b) => a.beat - b.beat),
        [sampleHeartbeat('a1'), sampleHeartbeat('a2', 7)],
      );
      assert.deepEqual(await agents.list(), before, 'unchanged without a heartbeat');
      await agents.beat(sampleHeartbeat('a1', 2));
      const revisionOf = (list: typeof before, id: string): number | undefined =>
        list.find(({ heartbeat }) => heartbeat.agentId === id)?.revision;
      const after = await agents.list();
      assert.notEqual(revisionOf(after, 'a1'), revisionOf(before, 'a1'));
      assert.equal(revisionOf(after, 'a2'), revisionOf(before, 'a2'));
      await agents.remove('a1');
      await agents.remove('a1');
      assert.deepEqual(
        (await agents.list()).map(({ heartbeat }) => heartbeat.agentId),
        ['a2'],
      );
    });

    brokerTest('which workflows an agent holds attempts of', make, async ({ ports: { agents } }) => {
      const [one, two] = [sampleRef(), { uid: 'u.2', namespace: 'ns.1', name: 'wf.with.dots' }];
      assert.deepEqual(await agents.assignments('a1'), []);
      await agents.assign('a1', one);
      await agents.assign('a1', two);
      await agents.assign('a1', two);
      await agents.assign('a2', two);
      const held = await agents.assignments('a1');
      assert.deepEqual(
        held.sort((a, b) => a.name.length - b.name.length),
        [one, two].sort((a, b) => a.name.length - b.name.length),
      );
      await agents.unassign('a1', two.uid);
      await agents.unassign('a1', two.uid);
      assert.deepEqual(await agents.assignments('a1'), [one]);
      assert.deepEqual(await agents.assignments('a2'), [two]);
      assert.deepEqual((await agents.holders()).sort(), ['a1', 'a2']);
      await agents.unassign('a1', one.uid);
      assert.deepEqual(await agents.holders(), ['a2']);
    });

    brokerTest('pools are told to those who do not know them', make, async ({ ports: { agents } }) => {
      const ssd = { name: 'placed-1', placement: { labels: { disk: 'ssd' } } };
      const gpu = {
        name: 'a.b *>',
        placement: { terms: [{ matchExpressions: [{ key: 'gpu', operator: 'Exists' }] }] },
      };
      assert.deepEqual(await agents.newPools(new Set()), []);
      await agents.addPool(ssd);
      await agents.addPool(ssd);
      await agents.addPool(gpu);
      const all = await agents.newPools(new Set());
      assert.deepEqual(
        all.sort((a, b) => a.name.length - b.name.length),
        [gpu, ssd],
      );
      assert.deepEqual(await agents.newPools(new Set(['placed-1', 'other'])), [gpu]);
    });

    brokerTest('assignments outlive the registration', make, async ({ ports: { agents } }) => {
      const ref = sampleRef();
      await agents.beat(sampleHeartbeat('a1'));
      await agents.assign('a1', ref);
      await agents.remove('a1');
      assert.deepEqual(await agents.assignments('a1'), [ref]);
    });

    brokerTest('ids may hold any character, and are apart', make, async ({ ports: { agents } }) => {
      const ids = ['host.example.com', 'host', 'a b', '*', '>', 'ü', 'host.*'];
      for (const [index, id] of ids.entries()) {
        await agents.beat(sampleHeartbeat(id, index));
        await agents.assign(id, sampleRef(`u-${id}`));
      }
      assert.deepEqual(
        (await agents.list()).map(({ heartbeat }) => heartbeat.agentId).sort(),
        [...ids].sort(),
      );
      for (const id of ids) {
        assert.deepEqual(await agents.assignments(id), [sampleRef(`u-${id}`)]);
      }
      assert.deepEqual((await agents.holders()).sort(), [...ids].sort());
      await agents.remove('*');
      await agents.unassign('>', 'u->');
      assert.equal((await agents.list()).length, ids.length - 1);
      assert.equal((await agents.assignments('host')).length, 1);
    });
  });
}
