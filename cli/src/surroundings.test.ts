import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { serverAddress } from './connection.ts';
import { parseDuration } from './duration-text.ts';
import { CommandError } from './errors.ts';
import { failureOf } from './failure.ts';
import { labelSelector } from './label-selector.ts';
import { styleFor } from './terminal.ts';

describe('the server to talk to', () => {
  it('is that of the flag, then of the environment, then the default', () => {
    const environment = { TIPHYS_SERVER: 'tiphys:1', ARGO_SERVER: 'argo:2' };
    assert.deepEqual(serverAddress('flag:3', environment), { address: 'flag:3', named: true });
    assert.deepEqual(serverAddress(undefined, environment), { address: 'tiphys:1', named: true });
    assert.deepEqual(serverAddress('', { ARGO_SERVER: '[::1]:2' }), { address: '[::1]:2', named: true });
    assert.deepEqual(serverAddress(undefined, {}), { address: '127.0.0.1:2746', named: false });
  });

  it('is a host and a port', () => {
    for (const address of ['http://localhost:2746', 'localhost', 'localhost:port', '::1:2746']) {
      assert.throws(() => serverAddress(address, {}), { code: 'usage' }, address);
    }
  });
});

describe('colours', () => {
  const flags = { color: true, utf8: true };

  it('are for terminals whose user did not decline them', () => {
    assert.deepEqual(styleFor(true, flags, {}), { colour: true, utf8: true });
    assert.equal(styleFor(false, flags, {}).colour, false);
    assert.equal(styleFor(true, { ...flags, color: false }, {}).colour, false);
    assert.equal(styleFor(true, flags, { NO_COLOR: '1' }).colour, false);
    assert.equal(styleFor(true, flags, { NO_COLOR: '' }).colour, true);
    assert.equal(styleFor(true, flags, { TERM: 'dumb' }).colour, false);
    assert.equal(styleFor(true, { ...flags, utf8: false }, {}).utf8, false);
  });
});

describe('a failure', () => {
  it('is one line, and a missing server one that says what to do', () => {
    const gone = new ClientError('unavailable', 'no connection');
    assert.deepEqual(failureOf(gone, 'h:1'), {
      exitCode: 1,
      message: 'Error: no Tiphys server at h:1: start one with "tiphys up", or name another with --server\n',
    });
    assert.deepEqual(failureOf(new Error('no'), ''), { exitCode: 1, message: 'Error: no\n' });
    assert.equal(failureOf(new CommandError('failed', 'x'), '').exitCode, 1);
    assert.deepEqual(failureOf(new CommandError('interrupted', 'x'), ''), { exitCode: 130, message: '' });
    assert.equal(failureOf(new CommandError('usage', 'x'), '').exitCode, 2);
  });
});

describe('a duration', () => {
  it('is a number and a unit, more than once', () => {
    assert.equal(parseDuration('--since', '10m'), 600_000);
    assert.equal(parseDuration('--since', '1h30m1.5s'), 5_401_500);
    assert.equal(parseDuration('--since', '2d'), 172_800_000);
    for (const text of ['', '10', 'm', '1w', '1h 2m']) {
      assert.throws(() => parseDuration('--since', text), { code: 'usage' }, text);
    }
  });
});

describe('the selector of a state', () => {
  it('is written as argo writes it', () => {
    assert.equal(labelSelector({}), '');
    assert.equal(labelSelector({ running: true }), 'workflows.argoproj.io/completed!=true');
    assert.equal(
      labelSelector({ selector: 'a=b', resubmitted: true }),
      'a=b,workflows.argoproj.io/resubmitted-from-workflow',
    );
  });
});
