import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from './config/secret.ts';
import { jsonLogger } from './json-logger.ts';
import type { Logger } from './logger.ts';
import { recordingTelemetry } from './telemetry/telemetry.ts';

function recorder(level: 'debug' | 'info' = 'info'): { logger: Logger; lines(): Record<string, unknown>[] } {
  const written: string[] = [];
  const logger = jsonLogger({ service: 'api', level, stream: { write: (line) => written.push(line) } });
  return { logger, lines: () => written.map((line) => JSON.parse(line)) };
}

test('one line of JSON a message', () => {
  const { logger, lines } = recorder();
  logger.child({ workflow: 'a' }).info('accepted', { bytes: 12 });
  logger.debug('not written');
  const [line, ...others] = lines();
  assert.equal(others.length, 0);
  const { time, ...rest } = line ?? {};
  assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  assert.deepEqual(rest, { level: 'info', service: 'api', workflow: 'a', bytes: 12, msg: 'accepted' });
});

test('an error with its code and cause', () => {
  const { logger, lines } = recorder();
  const error = Object.assign(new Error('gone', { cause: new Error('closed') }), { code: 'history_gone' });
  logger.error('cannot read', { error });
  const written = lines()[0]?.error as { code: string; cause: { message: string } };
  assert.equal(written.code, 'history_gone');
  assert.equal(written.cause.message, 'closed');
});

test('no secret is written', () => {
  const { logger, lines } = recorder();
  logger.info('config', {
    url: new Secret('postgres://u:hunter2@h/d'),
    password: 'hunter2',
    db: { token: 'hunter2' },
  });
  assert.ok(!JSON.stringify(lines()).includes('hunter2'));
});

test('inside a span, its trace', async () => {
  const telemetry = await recordingTelemetry('api');
  const { logger, lines } = recorder();
  let traceparent = '';
  await telemetry.tracer.span('accept', '', async (own) => {
    traceparent = own;
    await Promise.resolve();
    logger.info('inside');
  });
  logger.info('outside');
  const [inside, outside] = lines();
  assert.deepEqual([inside?.traceId, inside?.spanId], traceparent.split('-').slice(1, 3));
  assert.equal(outside?.traceId, undefined);
  await telemetry.stop();
});
