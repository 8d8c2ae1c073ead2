import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorRecord } from './error-record.ts';

test('an error, its code and its causes', () => {
  const root = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
  const error = Object.assign(new Error('the broker does not answer', { cause: root }), {
    code: 'broker_unavailable',
    retryable: true,
  });
  const { stack, cause, ...rest } = errorRecord(error);
  assert.deepEqual(rest, {
    name: 'Error',
    message: 'the broker does not answer',
    code: 'broker_unavailable',
    retryable: true,
  });
  assert.match(stack ?? '', /error-record\.test/);
  assert.equal(cause?.code, 'ECONNREFUSED');
});

test('what is no error, and an error that is its own cause', () => {
  assert.deepEqual(errorRecord('enough'), { name: 'string', message: 'enough' });
  const error: Error & { cause?: unknown } = new Error('round');
  error.cause = error;
  assert.ok(JSON.stringify(errorRecord(error)).length < 20_000);
});
