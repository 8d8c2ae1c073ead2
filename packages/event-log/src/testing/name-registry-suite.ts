import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';

/** What every NameRegistry does. */
export function nameRegistrySuite(name: string, make: MakeBroker): void {
  describe(`${name}: names`, () => {
    brokerTest('a name is the first one’s until it is given back', make, async ({ ports: { names } }) => {
      assert.equal(await names.lookup('default', 'wf'), undefined);
      assert.equal(await names.reserve('default', 'wf', 'u1'), true);
      assert.equal(await names.reserve('default', 'wf', 'u2'), false);
      assert.equal(await names.reserve('default', 'wf', 'u1'), true, 'a repetition');
      assert.equal(await names.lookup('default', 'wf'), 'u1');
      await names.release('default', 'wf', 'u2');
      assert.equal(await names.lookup('default', 'wf'), 'u1', 'only its holder gives it back');
      await names.release('default', 'wf', 'u1');
      await names.release('default', 'wf', 'u1');
      assert.equal(await names.lookup('default', 'wf'), undefined);
      assert.equal(await names.reserve('default', 'wf', 'u2'), true);
    });

    brokerTest('namespaces are apart', make, async ({ ports: { names } }) => {
      assert.equal(await names.reserve('a', 'b.c', 'u1'), true);
      assert.equal(await names.reserve('a.b', 'c', 'u2'), true);
      assert.equal(await names.reserve('', 'a', 'u3'), true);
      assert.equal(await names.lookup('a', 'b.c'), 'u1');
      assert.equal(await names.lookup('a.b', 'c'), 'u2');
      assert.equal(await names.lookup('', 'a'), 'u3');
    });

    brokerTest('of many who want it one gets it', make, async ({ ports, connect }) => {
      const other = await connect();
      const granted = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 === 0 ? ports : other.ports).names.reserve('default', 'wf', `u${index}`),
        ),
      );
      assert.equal(granted.filter(Boolean).length, 1);
      assert.equal(await ports.names.lookup('default', 'wf'), `u${granted.indexOf(true)}`);
      await other.die();
    });

    brokerTest('giving back and taking do not cross', make, async ({ ports: { names } }) => {
      for (let round = 0; round < 10; round += 1) {
        assert.equal(await names.reserve('default', 'wf', 'old'), true);
        const taking = names.reserve('default', 'wf', 'new');
        await Promise.all([names.release('default', 'wf', 'old'), names.release('default', 'wf', 'old')]);
        const granted = await taking;
        assert.equal(await names.lookup('default', 'wf'), granted ? 'new' : undefined);
        await names.release('default', 'wf', 'new');
      }
    });
  });
}
