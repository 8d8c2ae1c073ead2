import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { CODE_TRAILER, RETRYABLE_TRAILER, statusOfError } from './status-of-error.ts';

test('a known code: its status, the message, no cause', () => {
  const error = Object.assign(new Error('the broker does not answer', { cause: new Error('10.0.0.7') }), {
    code: 'broker_unavailable',
    retryable: true,
  });
  const { metadata, ...rest } = statusOfError(error);
  assert.deepEqual(rest, {
    code: status.UNAVAILABLE,
    details: 'the broker does not answer',
    unexpected: false,
  });
  assert.deepEqual(metadata.getMap(), { [CODE_TRAILER]: 'broker_unavailable', [RETRYABLE_TRAILER]: 'true' });
});

test('anything else: nothing of it, except where it is logged', () => {
  for (const thrown of [
    new Error('SELECT secret'),
    Object.assign(new Error('SELECT secret'), { code: '42P01' }),
    'SELECT secret',
  ]) {
    const answer = statusOfError(thrown, 'abc');
    assert.equal(answer.code, status.INTERNAL);
    assert.equal(answer.details, 'internal error, see the log of trace abc');
    assert.equal(answer.unexpected, true);
  }
});

test('the answer of a service behind this one is handed on, with our trailers only', () => {
  const metadata = new Metadata();
  metadata.set(CODE_TRAILER, 'not_found');
  metadata.set('server', 'inner');
  const inner = Object.assign(new Error('5 NOT_FOUND: no workflow a'), {
    code: status.NOT_FOUND,
    details: 'no workflow a',
    metadata,
  });
  const answer = statusOfError(inner);
  assert.equal(answer.code, status.NOT_FOUND);
  assert.equal(answer.details, 'no workflow a');
  assert.deepEqual(answer.metadata.getMap(), { [CODE_TRAILER]: 'not_found' });
});
