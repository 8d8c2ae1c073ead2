import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { LogChunk } from '../log-store.ts';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { endChunk, sampleAttempt, sampleChunk, sampleRef } from './samples.ts';
import { all, first } from './taking.ts';

const text = (chunks: readonly LogChunk[]): string =>
  chunks.map(({ data }) => new TextDecoder().decode(data)).join('');

/** What every LogStore does. */
export function logStoreSuite(name: string, make: MakeBroker): void {
  describe(`${name}: logs`, () => {
    writing(make);
    reading(make);
  });
}

function writing(make: MakeBroker): void {
  brokerTest('chunks are read as they were written', make, async ({ ports: { logs } }, signal) => {
    const attempt = sampleAttempt();
    const chunks = [
      sampleChunk(attempt, 0, 'one\n'),
      { ...sampleChunk(attempt, 4, 'two\n'), stream: 2 as const, data: new Uint8Array([0, 255, 10, 128]) },
      endChunk(attempt, 8),
    ];
    for (const chunk of chunks) await logs.append(chunk);
    assert.deepEqual(await all(logs.read({ uid: attempt.workflow.uid, follow: false }, signal)), chunks);
  });

  brokerTest('the position says where to go on', make, async ({ ports, connect }) => {
    const attempt = sampleAttempt();
    assert.deepEqual(await ports.logs.position(attempt), { offset: 0, ended: false });
    await ports.logs.append(sampleChunk(attempt, 0, 'hello'));
    assert.deepEqual(await ports.logs.position(attempt), { offset: 5, ended: false });
    const other = await connect();
    assert.deepEqual(await other.ports.logs.position(attempt), { offset: 5, ended: false });
    assert.deepEqual(await other.ports.logs.position({ ...attempt, attempt: 1 }), {
      offset: 0,
      ended: false,
    });
    await other.ports.logs.append(endChunk(attempt, 5));
    assert.deepEqual(await ports.logs.position(attempt), { offset: 5, ended: true });
    await other.die();
  });

  brokerTest(
    'what has been written is dropped, whoever repeats it',
    make,
    async ({ ports, connect }, signal) => {
      const other = await connect();
      const attempt = sampleAttempt();
      const chunks = ['one ', 'two ', 'three'].map((data, index) => sampleChunk(attempt, index * 4, data));
      for (const { logs } of [ports, other.ports, ports])
        for (const chunk of chunks) await logs.append(chunk);
      await Promise.all([ports, other.ports].map(({ logs }) => logs.append(endChunk(attempt, 13))));
      await ports.logs.append(sampleChunk(attempt, 13, 'after the end'));
      const read = await all(ports.logs.read({ uid: attempt.workflow.uid, follow: false }, signal));
      assert.equal(text(read), 'one two three');
      assert.deepEqual(
        read.map(({ end }) => end),
        [false, false, false, true],
      );
      await other.die();
    },
  );

  brokerTest(
    'two writers of one attempt leave no gap and no repetition',
    make,
    async ({ ports, connect }, signal) => {
      const other = await connect();
      const attempt = sampleAttempt();
      const letters = [...'abcdefghijklmnopqrstuvwxyz'];
      const write = async (logs: typeof ports.logs): Promise<void> => {
        for (const [offset, letter] of letters.entries())
          await logs.append(sampleChunk(attempt, offset, letter));
      };
      await Promise.all([write(ports.logs), write(other.ports.logs)]);
      const read = await all(ports.logs.read({ uid: attempt.workflow.uid, follow: false }, signal));
      assert.equal(text(read), letters.join(''));
      await other.die();
    },
  );

  brokerTest('appends need not be waited for one by one', make, async ({ ports: { logs } }, signal) => {
    const attempt = sampleAttempt();
    await Promise.all(
      [...'pipelined'].map((letter, offset) => logs.append(sampleChunk(attempt, offset, letter))),
    );
    const read = await all(logs.read({ uid: attempt.workflow.uid, follow: false }, signal));
    assert.equal(text(read), 'pipelined');
  });

  brokerTest('one that is too large is refused', make, async ({ ports: { logs }, maxPayloadBytes }) => {
    const attempt = sampleAttempt();
    const chunk = { ...sampleChunk(attempt, 0, ''), data: new Uint8Array(maxPayloadBytes) };
    await assert.rejects(logs.append(chunk), { code: 'payload_too_large' });
    await logs.append(sampleChunk(attempt, 0, 'fits'));
  });
}

function reading(make: MakeBroker): void {
  brokerTest('of the workflow, or of one node', make, async ({ ports: { logs } }, signal) => {
    const ref = sampleRef();
    const [a, ab, retry] = [sampleAttempt(ref, 'n'), sampleAttempt(ref, 'n.b'), sampleAttempt(ref, 'n', 1)];
    const other = sampleAttempt();
    for (const [attempt, data] of [
      [a, '1'],
      [ab, '2'],
      [other, '!'],
      [retry, '3'],
    ] as const) {
      await logs.append(sampleChunk(attempt, 0, data));
    }
    const { uid } = ref;
    assert.equal(text(await all(logs.read({ uid, follow: false }, signal))), '123');
    assert.equal(text(await all(logs.read({ uid, nodeId: 'n', follow: false }, signal))), '13');
    assert.equal(text(await all(logs.read({ uid, nodeId: 'n.b', follow: false }, signal))), '2');
    assert.equal(text(await all(logs.read({ uid, nodeId: '*', follow: false }, signal))), '');
    assert.equal(text(await all(logs.read({ uid: 'nobody', follow: false }, signal))), '');
  });

  brokerTest('live: what is there, then what comes', make, async ({ ports: { logs } }, signal) => {
    const attempt = sampleAttempt();
    const { uid } = attempt.workflow;
    await logs.append(sampleChunk(attempt, 0, 'a'));
    const stream = logs.read({ uid, follow: true }, signal)[Symbol.asyncIterator]();
    const seen = [(await stream.next()).value];
    await logs.append(sampleChunk(attempt, 1, 'b'));
    seen.push((await stream.next()).value);
    await logs.append(endChunk(attempt, 2));
    seen.push((await stream.next()).value);
    assert.deepEqual(seen, [
      sampleChunk(attempt, 0, 'a'),
      sampleChunk(attempt, 1, 'b'),
      endChunk(attempt, 2),
    ]);
    await stream.return?.();
  });

  brokerTest('live from the start, and ends with the signal', make, async ({ ports: { logs } }) => {
    const attempt = sampleAttempt();
    const end = new AbortController();
    const stream = logs.read({ uid: attempt.workflow.uid, follow: true }, end.signal)[Symbol.asyncIterator]();
    const waiting = stream.next();
    await logs.append(sampleChunk(attempt, 0, 'a'));
    assert.deepEqual((await waiting).value, sampleChunk(attempt, 0, 'a'));
    const last = stream.next();
    end.abort();
    assert.deepEqual(await last, { value: undefined, done: true });
  });

  brokerTest('many chunks keep their order', make, async ({ ports: { logs } }, signal) => {
    const ref = sampleRef();
    const live = first(600, logs.read({ uid: ref.uid, follow: true }, signal));
    const nodes = ['x', 'y', 'z'].map((id) => sampleAttempt(ref, id));
    await Promise.all(
      nodes.map(async (attempt) => {
        for (let offset = 0; offset < 200; offset += 1) await logs.append(sampleChunk(attempt, offset, '.'));
      }),
    );
    const stored = await all(logs.read({ uid: ref.uid, follow: false }, signal));
    assert.equal(stored.length, 600);
    assert.deepEqual(await live, stored);
    for (const { nodeId } of nodes) {
      const own = stored.filter(({ attempt }) => attempt.nodeId === nodeId);
      assert.deepEqual(
        own.map(({ offset }) => offset),
        Array.from({ length: 200 }, (_, index) => index),
      );
    }
  });

  brokerTest('purge takes those of one workflow', make, async ({ ports: { logs } }, signal) => {
    const [gone, stays] = [sampleAttempt(), sampleAttempt()];
    for (const attempt of [gone, stays]) await logs.append(sampleChunk(attempt, 0, 'a'));
    await logs.purge(gone.workflow.uid);
    await logs.purge('nobody');
    assert.deepEqual(await all(logs.read({ uid: gone.workflow.uid, follow: false }, signal)), []);
    assert.equal(text(await all(logs.read({ uid: stays.workflow.uid, follow: false }, signal))), 'a');
    assert.deepEqual(await logs.position(gone), { offset: 0, ended: false });
  });
}
