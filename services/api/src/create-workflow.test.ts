import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, refOf, World } from './testing/api-world.ts';
import { ScriptedFaults } from './testing/scripted-faults.ts';
import { newUid } from './workflow-identity.ts';

const NOTHING = { commands: 0, timers: 0, tasks: 0, cancels: 0, names: 0, assignments: 0, locks: 0 };
const invalid = (message: RegExp) => ({ code: 'invalid_argument', message });
const taken = { code: 'already_exists', message: 'workflows.argoproj.io "wf" already exists' };

/** A name whose holder reserved it so long ago and never came further. */
async function reserved(world: World, ageMs: number): Promise<string> {
  const uid = newUid(world.clock.now() - ageMs, () => new Uint8Array(16).fill(7));
  assert.ok(await world.broker.names.reserve('argo', 'wf', uid));
  return uid;
}

/** The creation that the holder of a reserved name sends at last. */
function creation(uid: string) {
  const metadata = { name: 'wf', namespace: 'argo', uid };
  const workflow = { metadata, spec: manifest().spec as object };
  const command = { type: 'createWorkflow' as const, workflow };
  return { id: `create-${uid}`, ref: { uid, namespace: 'argo', name: 'wf' }, command, traceparent: '' };
}

test('what is answered is what is stored, as a command, under its name', async () => {
  const world = new World();
  const answer = await world.create(manifest({ name: 'wf', labels: { a: 'b' } }));
  const { uid = '', creationTimestamp, ...rest } = answer.metadata;
  assert.deepEqual(
    { ...rest, labels: { ...rest.labels } },
    { name: 'wf', namespace: 'argo', labels: { a: 'b' } },
  );
  assert.match(uid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(creationTimestamp, '2026-11-24T00:00:00Z');
  const command = await world.broker.commands.pendingCreate(uid);
  assert.equal(
    JSON.stringify(command?.command),
    JSON.stringify({ type: 'createWorkflow', workflow: answer, resourceRevision: 0 }),
  );
  assert.deepEqual(command?.ref, refOf(answer));
  assert.equal(await world.broker.names.lookup('argo', 'wf'), uid);
});

test('a name is one workflow in its namespace, and another in another one', async () => {
  const world = new World();
  await world.create();
  await assert.rejects(world.create(), taken);
  await world.create(manifest(), {}, 'other');
  assert.equal(world.broker.leftovers().commands, 2);
});

test('a generated name that is taken is drawn again, up to a limit', async () => {
  const world = new World();
  const { random } = world.ports;
  // Of suffixes: the same three times, another one, and then the first for ever.
  const drawn = [0, 0, 0, 1];
  world.ports.random = (size) => (size === 10 ? new Uint8Array(10).fill(drawn.shift() ?? 0) : random(size));
  const json = manifest({ generateName: 'wf-' });
  assert.equal((await world.create(json)).metadata.name, 'wf-bbbbb');
  const second = await world.create(json);
  assert.match(second.metadata.name ?? '', /^wf-(?!bbbbb)[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  assert.equal(second.metadata.generateName, 'wf-');
  await assert.rejects(world.create(json), {
    code: 'already_exists',
    message: 'metadata.generateName: 8 generated names were all taken',
  });
  assert.equal(world.broker.leftovers().names, 2);
});

test('a name that somebody reserved a minute ago and never used is given away', async () => {
  const world = new World();
  await reserved(world, 59_000);
  await assert.rejects(world.create(), taken);
  await world.pass(1_000);
  const { metadata } = await world.create();
  assert.equal(await world.broker.names.lookup('argo', 'wf'), metadata.uid);
});

test('a name whose holder says nothing of its age is not', async () => {
  const world = new World();
  await world.broker.names.reserve('argo', 'wf', 'c0ffee');
  await assert.rejects(world.create(), taken);
});

test('a name is in use: by a command, by a history that is not projected, by what is read', async () => {
  const world = new World();
  const uid = await reserved(world, 120_000);
  await world.broker.commands.publish(creation(uid));
  await assert.rejects(world.create(), taken);
  world.status.hold();
  world.scheduler.start();
  await world.pass(1);
  const asked = world.create();
  await world.pass(1);
  await world.status.goOn();
  await assert.rejects(asked, taken);
  await assert.rejects(world.create(), taken);
});

test('that a name is in use is said at once where it is read already, however far behind the projection is', async () => {
  const world = new World();
  await world.running();
  await world.pass(120_000);
  world.status.hold();
  await world.create(manifest({ name: 'newer' }));
  await world.pass(1);
  const before = world.clock.now();
  await assert.rejects(world.create(), taken);
  assert.equal(world.clock.now(), before);
});

test('the name of a workflow that is gone is free, though nobody gave it back', async () => {
  const world = new World();
  const first = await world.running();
  await world.pass(120_000);
  await world.delete(first);
  await world.broker.names.reserve('argo', 'wf', first.metadata.uid ?? '');
  const second = await world.create();
  assert.notEqual(second.metadata.uid, first.metadata.uid);
});

test('a holder that comes in the last moment keeps its name', async () => {
  const faults = new ScriptedFaults();
  const world = new World({ faults });
  const uid = await reserved(world, 120_000);
  faults.on('names.release', () => {
    void world.broker.commands.publish(creation(uid));
    return { kind: 'none' };
  });
  await assert.rejects(world.create(), taken);
  assert.equal(await world.broker.names.lookup('argo', 'wf'), uid);
});

test('a publish that takes too long is only answered with yes while the name is its own', async () => {
  const faults = new ScriptedFaults();
  const world = new World({ faults });
  faults.on('commands.publish', () => ({ kind: 'delayed', delayMs: 40_000 }));
  await world.create();
  faults.on('commands.publish', () => ({ kind: 'delayed', delayMs: 70_000 }));
  const late = world.create(manifest({ name: 'late' }));
  await world.pass(1);
  const holder = await world.broker.names.lookup('argo', 'late');
  await world.broker.names.release('argo', 'late', holder ?? '');
  await world.broker.names.reserve('argo', 'late', 'another');
  await assert.rejects(late, {
    code: 'unavailable',
    message: /"late" went to another workflow: submit again/,
  });
});

test('what the broker never takes leaves no name behind; what it may have taken keeps it', async () => {
  const faults = new ScriptedFaults();
  const world = new World({ faults, maxPayloadBytes: 2_000 });
  const json = manifest();
  const large = { ...manifest(), spec: { ...(json.spec as object), arguments: {} } };
  large.spec = { ...large.spec, arguments: { parameters: [{ name: 'p', value: 'x'.repeat(3_000) }] } };
  await assert.rejects(world.create(large), { code: 'payload_too_large' });
  assert.deepEqual(world.broker.leftovers(), NOTHING);
  faults.on('commands.publish', () => ({ kind: 'answerLost', afterMs: 5_000 }));
  await assert.rejects(world.create(), { code: 'broker_unavailable' });
  assert.deepEqual(world.broker.leftovers(), { ...NOTHING, commands: 1, names: 1 });
});

test('a dry run answers as the real one would, and stores nothing', async () => {
  const world = new World();
  const answer = await world.create(manifest({ generateName: 'wf-' }), { dryRun: true });
  const { name = '', namespace, uid = '', creationTimestamp } = answer.metadata;
  assert.match(name, /^wf-.{5}$/);
  assert.deepEqual([namespace, creationTimestamp, uid.length], ['argo', '2026-11-24T00:00:00Z', 36]);
  assert.deepEqual(world.broker.leftovers(), NOTHING);
  await world.create();
  await assert.rejects(world.create(manifest(), { dryRun: true }), taken);
  await assert.rejects(
    world.create({ ...manifest(), spec: {} }, { dryRun: true }),
    invalid(/spec.entrypoint/),
  );
});

test('the namespace is the request’s or the manifest’s, and they must not contradict', async () => {
  const world = new World();
  const own = await world.create(manifest({ name: 'a', namespace: 'own' }), {}, '');
  assert.equal(own.metadata.namespace, 'own');
  const same = await world.create(manifest({ name: 'b', namespace: 'own' }), {}, 'own');
  assert.equal(same.metadata.namespace, 'own');
  await assert.rejects(
    world.create(manifest({ name: 'c', namespace: 'own' }), {}, 'argo'),
    invalid(/^metadata.namespace: the manifest says "own" and the request "argo"$/),
  );
  await assert.rejects(world.create(manifest(), {}, ''), invalid(/^namespace: the request names none$/));
});

test('a manifest that is refused stores nothing, and each problem is named with its path', async () => {
  const world = new World();
  const container = { image: 'busybox', resizePolicy: [{}] };
  const wrong = { entrypoint: 'nowhere', templates: [{ name: 'main', container }, { name: 'Main_2' }] };
  const refused = world.create({ ...manifest(), spec: wrong });
  await assert.rejects(refused, invalid(/^spec\.templates\[0\]\.container\.resizePolicy: /m));
  const nameless = world.create(manifest({}));
  await assert.rejects(nameless, invalid(/^metadata/m));
  for (const nothing of [null, 'text', [], 7]) {
    await assert.rejects(world.create(nothing), { code: 'invalid_argument' }, String(nothing));
  }
  assert.deepEqual(world.broker.leftovers(), NOTHING);
});

test('of many problems the first twenty are named, and the rest counted', async () => {
  const tasks = Array.from({ length: 30 }, (_, index) => ({ name: `t${index}`, template: 'missing' }));
  const spec = { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks } }] };
  await assert.rejects(new World().create({ ...manifest(), spec }), (error: Error) => {
    const lines = error.message.split('\n');
    assert.equal(lines.length, 21);
    assert.match(lines[20] ?? '', /^and \d+ more$/);
    return true;
  });
});

test('a manifest of more than 2 MiB is refused before it is looked at', async () => {
  const world = new World();
  const metadata = { name: 'wf', annotations: { a: 'x'.repeat(2 * 1024 * 1024) } };
  await assert.rejects(world.create(manifest(metadata)), invalid(/characters, at most 2097152 are taken$/));
  assert.deepEqual(world.broker.leftovers(), NOTHING);
});
