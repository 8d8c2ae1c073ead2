import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core/internal';
import { brokerFailure } from './broker-failure.ts';

test('what the broker says, by its number', () => {
  const said = (code: number, err_code: number): JetStreamApiError =>
    new JetStreamApiError({ code, err_code, description: 'said' });
  assert.equal(brokerFailure(said(400, 10071)), 'wrong_last_sequence');
  assert.equal(brokerFailure(said(400, 10164)), 'wrong_last_sequence');
  assert.equal(brokerFailure(said(404, 10059)), 'stream_missing');
  assert.equal(brokerFailure(said(404, 10014)), 'consumer_missing');
  assert.equal(brokerFailure(said(503, 10023)), 'refused', 'no room is no outage');
  assert.equal(brokerFailure(said(503, 10008)), 'unavailable');
  assert.equal(brokerFailure(said(400, 10052)), 'refused');
});

test('what the connection says', () => {
  assert.equal(brokerFailure(new errors.TimeoutError()), 'unavailable');
  assert.equal(brokerFailure(new errors.NoRespondersError('subject')), 'unavailable');
  assert.equal(brokerFailure(new errors.PermissionViolationError('no', 'publish', 'subject')), 'refused');
});

test('a mistake in the program is no failure of the broker', () => {
  assert.equal(brokerFailure(new TypeError('x is not a function')), undefined);
  assert.equal(brokerFailure('thrown text'), undefined);
});
