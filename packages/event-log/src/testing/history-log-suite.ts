import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { EventLogError } from '../errors.ts';
import type { HistoryLog, RecordedTransition } from '../history-log.ts';
import type { WorkflowRef } from '../refs.ts';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { sampleRef, sampleTransition, TRACEPARENT } from './samples.ts';
import { all, first } from './taking.ts';

/** What every HistoryLog does. */
export function historyLogSuite(name: string, make: MakeBroker): void {
  describe(`${name}: histories`, () => {
    appending(make);
    reading(make);
    following(make);
    forgetting(make);
  });
}

function appending(make: MakeBroker): void {
  brokerTest('what was appended is read as it was written', make, async ({ ports: { history } }) => {
    const ref = sampleRef();
    const version = await history.append(ref, sampleTransition('a'), 0, TRACEPARENT);
    const [recorded] = await all(history.read(ref.uid));
    assert.deepEqual(recorded, { ref, version, transition: sampleTransition('a'), traceparent: TRACEPARENT });
    assert.equal(await history.latestVersion(), version);
  });

  brokerTest(
    'an append after a version that is not the last is refused',
    make,
    async ({ ports: { history } }) => {
      const ref = sampleRef();
      const [one] = await appendAll(history, ref, 2);
      for (const wrong of [0, one ?? 0, 1_000_000]) {
        await assert.rejects(history.append(ref, sampleTransition(), wrong), isCode('stale_version'));
      }
      assert.equal((await all(history.read(ref.uid))).length, 2);
    },
  );

  brokerTest('of those who decided on the same version one is first', make, async ({ ports, connect }) => {
    const other = await connect();
    const ref = sampleRef();
    const [version = 0] = await appendAll(ports.history, ref, 1);
    const racers = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? ports : other.ports).history.append(ref, sampleTransition(`r${index}`), version),
    );
    const results = await Promise.allSettled(racers);
    const refused = results.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.equal(refused.length, 19);
    for (const { reason } of refused) assert.ok(isCode('stale_version')(reason), String(reason));
    assert.equal((await all(ports.history.read(ref.uid))).length, 2);
    await other.die();
  });

  brokerTest(
    'one that is too large is refused by name and size',
    make,
    async ({ ports, maxPayloadBytes }) => {
      const ref = sampleRef();
      const large = ports.history.append(ref, sampleTransition('x'.repeat(maxPayloadBytes)), 0);
      await assert.rejects(large, (error: EventLogError) => {
        assert.match(error.message, new RegExp(`${maxPayloadBytes}`));
        return isCode('payload_too_large')(error);
      });
      assert.deepEqual(await all(ports.history.read(ref.uid)), []);
      assert.ok((await ports.history.append(ref, sampleTransition(), 0)) > 0, 'the connection lives');
    },
  );
}

function reading(make: MakeBroker): void {
  brokerTest('a history is read whole, or after a version', make, async ({ ports: { history } }) => {
    const [ref, other] = [sampleRef(), sampleRef()];
    const versions: number[] = [];
    let otherVersion = 0;
    for (let index = 0; index < 600; index += 1) {
      versions.push(await history.append(ref, sampleTransition(`t${index}`), versions.at(-1) ?? 0));
      if (index % 7 === 0) otherVersion = await history.append(other, sampleTransition(), otherVersion);
    }
    const read = await all(history.read(ref.uid));
    assert.deepEqual(
      read.map(({ version }) => version),
      versions,
    );
    assert.deepEqual(
      read.map(({ transition }) => transition.commandId),
      versions.map((_, index) => `t${index}`),
    );
    const rest = await all(history.read(ref.uid, versions[597]));
    assert.deepEqual(
      rest.map(({ version }) => version),
      versions.slice(598),
    );
    assert.deepEqual(await all(history.read(ref.uid, versions[599])), []);
  });

  brokerTest('of an unknown workflow there is nothing to read', make, async ({ ports: { history } }) => {
    assert.deepEqual(await all(history.read('nobody')), []);
    assert.equal(await history.latestVersion(), 0);
  });

  brokerTest('a uid may hold any character', make, async ({ ports: { history } }) => {
    const uids = ['a.b', 'a.*', '>', 'a b', 'ü/𝄞', 'A', 'a'];
    for (const uid of uids) await appendAll(history, sampleRef(uid), 1);
    for (const uid of uids) {
      assert.deepEqual(
        (await all(history.read(uid))).map(({ ref }) => ref.uid),
        [uid],
      );
    }
  });
}

function following(make: MakeBroker): void {
  brokerTest('one workflow: what was there, then CaughtUp, then what comes', make, async (broker, signal) => {
    const { history } = broker.ports;
    const ref = sampleRef();
    const [, two = 0, three = 0] = await appendAll(history, ref, 3);
    await appendAll(history, sampleRef(), 2);
    const stream = history.follow({ afterVersion: 0, uid: ref.uid }, signal)[Symbol.asyncIterator]();
    const seen: (number | string)[] = [];
    for (let index = 0; index < 4; index += 1) seen.push(label((await stream.next()).value));
    const four = await history.append(ref, sampleTransition(), three);
    seen.push(label((await stream.next()).value));
    assert.deepEqual(seen, [two - 1, two, three, `caught up at ${three}`, four]);
    await stream.return?.();
  });

  brokerTest('all workflows, from a version on', make, async ({ ports: { history } }, signal) => {
    const versions = [
      ...(await appendAll(history, sampleRef(), 2)),
      ...(await appendAll(history, sampleRef(), 2)),
    ];
    const items = await first(4, history.follow({ afterVersion: versions[0] ?? 0 }, signal));
    assert.deepEqual(items.map(label), [...versions.slice(1), `caught up at ${versions[3]}`]);
  });

  brokerTest('nothing there: caught up at once', make, async ({ ports: { history } }, signal) => {
    const [empty] = await first(1, history.follow({ afterVersion: 0 }, signal));
    assert.deepEqual(empty, { caughtUp: true, version: 0 });
    const [, last = 0] = await appendAll(history, sampleRef(), 2);
    const [nothingNew] = await first(1, history.follow({ afterVersion: last }, signal));
    assert.deepEqual(nothingNew, { caughtUp: true, version: last });
    const [unknown] = await first(1, history.follow({ afterVersion: last, uid: 'nobody' }, signal));
    assert.deepEqual(unknown, { caughtUp: true, version: last });
  });

  brokerTest('each transition once and in order, however many follow', make, async ({ ports }, signal) => {
    const { history } = ports;
    const refs = Array.from({ length: 8 }, () => sampleRef());
    const following = Array.from({ length: 3 }, () =>
      first(8 * 40 + 1, history.follow({ afterVersion: 0 }, signal)),
    );
    await Promise.all(refs.map((ref) => appendAll(history, ref, 40)));
    for (const items of await Promise.all(following)) {
      const versions = items.filter(isTransition).map(({ version }) => version);
      assert.deepEqual(
        versions,
        [...new Set(versions)].sort((a, b) => a - b),
      );
      assert.equal(versions.length, 320);
    }
  });

  brokerTest('ends with the signal, also while it waits', make, async ({ ports: { history } }) => {
    const end = new AbortController();
    const stream = history.follow({ afterVersion: 0 }, end.signal)[Symbol.asyncIterator]();
    await stream.next();
    const waiting = stream.next();
    end.abort();
    assert.deepEqual(await waiting, { value: undefined, done: true });
  });
}

function forgetting(make: MakeBroker): void {
  brokerTest(
    'purge leaves the last transition to followers',
    make,
    async ({ ports: { history } }, signal) => {
      const ref = sampleRef();
      const versions = await appendAll(history, ref, 5);
      await history.purge(ref.uid);
      await history.purge(ref.uid);
      assert.deepEqual(
        (await all(history.read(ref.uid))).map(({ version }) => version),
        versions.slice(-1),
      );
      const items = await first(2, history.follow({ afterVersion: versions[1] ?? 0 }, signal));
      assert.deepEqual(items.map(label), [versions[4], `caught up at ${versions[4]}`]);
      await history.purge('nobody');
    },
  );

  brokerTest('the last one goes later; who may have missed it learns so', make, async (broker, signal) => {
    const { ports, clock, policy } = broker;
    const { history } = ports;
    const [gone, stays] = [sampleRef(), sampleRef()];
    const [start = 0, deletion = 0] = await appendAll(history, gone, 2);
    await history.purge(gone.uid);
    await appendAll(history, stays, 2);
    await clock.sleep(policy.tombstoneMs * 1.5);
    await history.purge(stays.uid);
    assert.deepEqual(await all(history.read(gone.uid)), [], 'nothing is left');
    const behind = first(1, history.follow({ afterVersion: start }, signal));
    await assert.rejects(behind, isCode('history_gone'));
    assert.ok(
      isTransition((await first(1, history.follow({ afterVersion: 0 }, signal)))[0]),
      'from 0 always',
    );
    assert.ok(isTransition((await first(1, history.follow({ afterVersion: deletion }, signal)))[0]));
  });

  brokerTest(
    'a version that the log does not reach is gone',
    make,
    async ({ ports: { history } }, signal) => {
      const [last = 0] = await appendAll(history, sampleRef(), 1);
      await assert.rejects(
        first(1, history.follow({ afterVersion: last + 1 }, signal)),
        isCode('history_gone'),
      );
    },
  );
}

async function appendAll(history: HistoryLog, ref: WorkflowRef, count: number): Promise<number[]> {
  const versions: number[] = [];
  for (let index = 0; index < count; index += 1) {
    versions.push(await history.append(ref, sampleTransition(`t${index}`), versions.at(-1) ?? 0));
  }
  return versions;
}

function isTransition(item: object | undefined): item is RecordedTransition {
  return item !== undefined && 'transition' in item;
}

function label(item: { version: number; caughtUp?: true } | undefined): number | string {
  if (item === undefined) return 'ended';
  return item.caughtUp ? `caught up at ${item.version}` : item.version;
}

function isCode(code: EventLogError['code']): (error: unknown) => boolean {
  return (error) => error instanceof EventLogError && error.code === code;
}
