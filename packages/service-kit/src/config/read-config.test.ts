import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { ServiceError } from '../service-error.ts';
import { readConfig } from './read-config.ts';
import { choice, duration, flag, integer, list, optionalText, secret, text } from './variable.ts';

const schema = {
  natsUrl: text('TIPHYS_NATS_URL', { description: 'where the broker is' }),
  postgres: secret('TIPHYS_POSTGRES_URL', { description: 'where the database is' }),
  shards: integer('TIPHYS_SHARDS', { description: 'shards', default: 16, min: 1, max: 256 }),
  grace: duration('TIPHYS_GRACE', { description: 'grace', default: 10_000 }),
  loud: flag('TIPHYS_LOUD', { description: 'loud', default: false }),
  runtime: choice('TIPHYS_RUNTIME', ['docker', 'process'], { description: 'runtime', default: 'docker' }),
  pools: list('TIPHYS_POOLS', { description: 'pools', default: ['default'] }),
  ca: optionalText('TIPHYS_CA', { description: 'ca' }),
};

test('values and defaults', () => {
  const config = readConfig(
    {
      TIPHYS_NATS_URL: 'nats://h:4222',
      TIPHYS_POSTGRES_URL: 'postgres://u:hunter2@h/d',
      TIPHYS_GRACE: '1m30s',
      TIPHYS_LOUD: '1',
      TIPHYS_POOLS: 'gpu, default,',
      TIPHYS_SHARDS: '',
    },
    schema,
  );
  assert.equal(config.postgres.reveal(), 'postgres://u:hunter2@h/d');
  const { postgres, ...rest } = config;
  assert.deepEqual(rest, {
    natsUrl: 'nats://h:4222',
    shards: 16,
    grace: 90_000,
    loud: true,
    runtime: 'docker',
    pools: ['gpu', 'default'],
    ca: undefined,
  });
  for (const shown of [`${postgres}`, JSON.stringify(config), inspect(config)]) {
    assert.ok(!shown.includes('hunter2'), shown);
  }
});

test('all problems in one line, without the value of a secret', () => {
  const env = {
    TIPHYS_POSTGRES_URL: 'hunter2',
    TIPHYS_SHARDS: '0',
    TIPHYS_GRACE: '10',
    TIPHYS_LOUD: 'yes',
    TIPHYS_RUNTIME: 'podman',
  };
  assert.throws(
    () => readConfig(env, schema),
    (error) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.code, 'invalid_configuration');
      assert.equal(
        error.message,
        'TIPHYS_NATS_URL is not set (where the broker is); ' +
          'TIPHYS_SHARDS must be a whole number from 1 to 256; ' +
          'TIPHYS_GRACE must be a duration such as 250ms, 30s or 1h30m; ' +
          'TIPHYS_LOUD must be true or false; ' +
          'TIPHYS_RUNTIME must be one of docker, process',
      );
      return true;
    },
  );
});

test('durations', () => {
  const read = (value: string) => readConfig({ D: value }, { d: duration('D', { description: 'd' }) }).d;
  assert.deepEqual(
    ['250ms', '1.5s', '2m', '1h30m', '2d'].map(read),
    [250, 1500, 120_000, 5_400_000, 172_800_000],
  );
  for (const wrong of ['5', 's', '-1s', '1y', '1s ', '1 s'])
    assert.throws(() => read(wrong), /must be a duration/);
});
