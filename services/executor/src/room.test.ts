import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_REQUESTS } from '@tiphys/engine';
import { freePlaces, hasRoom, type Tenant } from './room.ts';

const GIB = 2 ** 30;
const cpus = (milliCpu: number): Tenant => ({ requests: { ...NO_REQUESTS, milliCpu }, takesRoom: true });
const options = { capacity: 3, allocatable: { milliCpu: 2_000, memoryBytes: GIB, gpus: 1 } };

test('places are counted, those of daemons that are ready left out', () => {
  assert.equal(freePlaces(options, []), 3);
  assert.equal(freePlaces(options, [cpus(0), { ...cpus(0), takesRoom: false }]), 2);
  assert.equal(freePlaces(options, [cpus(0), cpus(0), cpus(0), cpus(0)]), 0);
  assert.ok(!hasRoom(NO_REQUESTS, options, [cpus(0), cpus(0), cpus(0)]));
});

test('what is requested together is no more than there is', () => {
  assert.ok(hasRoom(cpus(500).requests, options, [cpus(1_000), cpus(500)]));
  assert.ok(!hasRoom(cpus(501).requests, options, [cpus(1_000), cpus(500)]));
  assert.ok(!hasRoom({ ...NO_REQUESTS, memoryBytes: GIB + 1 }, options, [cpus(1)]));
  assert.ok(
    !hasRoom({ ...NO_REQUESTS, gpus: 1 }, options, [{ ...cpus(0), requests: { ...NO_REQUESTS, gpus: 1 } }]),
  );
  assert.ok(
    hasRoom(NO_REQUESTS, options, [cpus(2_000)]),
    'what requests nothing has room while there are places',
  );
  assert.ok(hasRoom(cpus(99_000).requests, { capacity: 3 }, [cpus(99_000)]), 'no amounts are kept');
});

test('a daemon that is ready keeps what it has requested', () => {
  assert.ok(!hasRoom(cpus(1_000).requests, options, [{ ...cpus(1_500), takesRoom: false }]));
});

test('one that requests more than there is runs alone', () => {
  assert.ok(hasRoom(cpus(99_000).requests, options, []));
  assert.ok(hasRoom(cpus(99_000).requests, options, [cpus(0)]));
  assert.ok(!hasRoom(cpus(99_000).requests, options, [cpus(1)]));
  assert.ok(!hasRoom(cpus(1).requests, options, [cpus(99_000)]));
});
