import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogChunk } from '@tiphys/event-log';
import fc from 'fast-check';
import { LineSplitter } from './log-lines.ts';

const workflow = { uid: 'u', namespace: 'default', name: 'wf' };

function chunk(text: string, offset: number, stream: 1 | 2 = 1): LogChunk {
  const data = Buffer.from(text);
  return {
    attempt: { workflow, nodeId: 'n', attempt: 0 },
    podName: 'pod',
    templateName: 't',
    stream,
    offset,
    at: offset,
    data,
    end: false,
  };
}

test('lines do not depend on where the output was cut', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.array(fc.nat(40)), (words, cuts) => {
      const text = words.join('\n').replaceAll('\r', '');
      const bytes = Buffer.from(text);
      const splitter = new LineSplitter();
      const lines: string[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        const piece = bytes.subarray(at, at + cut);
        for (const line of splitter.add({ ...chunk('', at), data: piece })) lines.push(line.text);
        at += piece.length;
      }
      if (at < bytes.length)
        for (const line of splitter.add({ ...chunk('', at), data: bytes.subarray(at) }))
          lines.push(line.text);
      for (const line of splitter.flush()) lines.push(line.text);
      const expected = bytes.toString('utf8').split('\n');
      if (expected.at(-1) === '') expected.pop();
      assert.deepEqual(lines, expected);
    }),
  );
});

test('standard output and standard error are lines of their own', () => {
  const splitter = new LineSplitter();
  const told = [chunk('out', 0), chunk('err\n', 3, 2), chunk('put\n', 7)].flatMap((piece) => [
    ...splitter.add(piece),
  ]);
  assert.deepEqual(
    told.map(({ text, end }) => [text, end]),
    [
      ['err', 7],
      ['output', 11],
    ],
  );
});

test('the end of an attempt ends its lines', () => {
  const splitter = new LineSplitter();
  assert.deepEqual([...splitter.add(chunk('no newline', 0))], []);
  const told = [...splitter.add({ ...chunk('', 10), end: true })];
  assert.deepEqual(
    told.map(({ text }) => text),
    ['no newline'],
  );
});

test('a line without end is told in pieces', () => {
  const splitter = new LineSplitter();
  const told = [...splitter.add(chunk('x'.repeat(70_000), 0)), ...splitter.flush()];
  assert.equal(told.map(({ text }) => text).join('').length, 70_000);
});
