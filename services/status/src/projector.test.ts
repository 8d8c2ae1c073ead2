import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadModelError, type ReadModelStore } from '@tiphys/read-model';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import type { Tracer } from '@tiphys/service-kit';
import { World } from './testing/status-under-test.ts';

test('what is written is projected, and a restart goes on where the store stands', async () => {
  const world = new World();
  const first = world.status();
  await world.writer.create('a');
  await world.projected(first);
  first.kill();
  await world.writer.task('a', 't1');
  await world.writer.create('b');
  const second = world.status();
  await world.projected(second);
  assert.equal(second.projector.problem(), undefined);
  const found = await second.reads.get({ namespace: 'argo', name: 'a' }, world.writer.version);
  assert.deepEqual(found?.workflow.status?.nodes?.a?.children, ['t1']);
  assert.equal(found?.version, 2);
  world.stop();
});

test('a read waits for the version it asks for', async () => {
  const world = new World();
  await world.writer.create('a');
  const status = world.status();
  const { version } = world.writer;
  assert.equal((await status.reads.get({ uid: 'uid-a' }, version))?.version, version);
  let refusal: unknown;
  void status.reads.get({ uid: 'uid-a' }, version + 1).catch((error) => {
    refusal = error;
  });
  await world.until(() => refusal !== undefined, 'the wait ends');
  assert.deepEqual(
    { ...(refusal as object) },
    { name: 'StatusError', code: 'projection_behind', retryable: true },
  );
  world.stop();
});

test('several on one store: each sees every change, and each is made once', async () => {
  const world = new World();
  const services = [world.status(), world.status(), world.status()];
  const watches = services.map((status) => status.watch(0));
  for (const name of ['a', 'b']) await world.writer.create(name);
  for (let index = 0; index < 20; index += 1) await world.writer.task('a', `t${index}`);
  await world.projected(...services);
  await world.until(() => watches.every((watch) => watch.version === world.writer.version), 'all told');
  for (const watch of watches) assert.deepEqual(watch.lines, watches[0]!.lines);
  assert.equal(watches[0]!.lines.length, 22);
  assert.equal((await world.store.get({ uid: 'uid-a' }))?.nodes?.length, 21);
  world.stop();
});

/** A store whose writes fail at times: before they take place, or after, with the answer lost. */
class FailingStore implements ReadModelStore {
  readonly #store = new MemoryReadModel({ archives: true });
  readonly archive = this.#store.archive;
  readonly archives = true;
  #calls = 0;
  readonly position = (): Promise<number> => this.#struck(() => this.#store.position());
  readonly get: ReadModelStore['get'] = (key) => this.#store.get(key);
  readonly getRemains: ReadModelStore['getRemains'] = (uid) => this.#store.getRemains(uid);
  readonly list: ReadModelStore['list'] = (query) => this.#store.list(query);
  readonly snapshot: ReadModelStore['snapshot'] = (filter) => this.#store.snapshot(filter);
  readonly changes: ReadModelStore['changes'] = (after, limit) =>
    this.#struck(() => this.#store.changes(after, limit));
  readonly project: ReadModelStore['project'] = (batch) => this.#struck(() => this.#store.project(batch));
  readonly reset = (): Promise<void> => this.#struck(() => this.#store.reset());

  async #struck<T>(call: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    if (this.#calls % 3 === 0) throw new ReadModelError('database_unavailable', 'the connection is cut');
    const answer = await call();
    if (this.#calls % 5 === 0) throw new ReadModelError('database_unavailable', 'the answer is lost');
    return answer;
  }
}

test('a database that fails again and again costs nothing but time', async () => {
  const world = new World({ store: new FailingStore() });
  const status = world.status();
  await world.writer.create('first');
  const watch = status.watch(1);
  let problems = 0;
  for (let round = 0; round < 30; round += 1) {
    await world.writer.create(`w${round}`);
    await world.writer.finish(`w${round}`, 'Succeeded');
    await world.until(() => {
      if (status.projector.problem()?.startsWith('the projection is interrupted') === true) problems += 1;
      return watch.version === world.writer.version;
    }, `round ${round}`);
  }
  assert.ok(problems > 0, 'readiness tells of it');
  assert.deepEqual(
    watch.told.filter(({ kind }) => kind !== 'bookmark').map(({ version }) => version),
    world.writer.written.slice(1).map(({ version }) => version),
  );
  world.stop();
});

test('a rebuild projects everything anew and tells watchers nothing twice', async () => {
  const world = new World();
  const [one, other] = [world.status(), world.status()];
  const watch = other.watch(0);
  await world.writer.create('a');
  await world.writer.create('b');
  await world.projected(one, other);
  const before = await world.store.get({ uid: 'uid-a' });
  await one.projector.rebuild();
  await world.until(() => one.projector.problem() === undefined, 'caught up again');
  await world.writer.finish('a', 'Failed');
  await world.projected(one, other);
  await world.until(() => watch.lines.length === 3, 'all told');
  assert.deepEqual(watch.lines, ['ADDED a@1', 'ADDED b@2', 'MODIFIED a@3']);
  assert.equal((await world.store.get({ uid: 'uid-a' }))?.row.generation, (before?.row.generation ?? 0) + 1);
  world.stop();
});

test('a history that does not go on from where the store stands is projected anew', async () => {
  const old = new World();
  const first = old.status();
  for (const name of ['x', 'y', 'z']) await old.writer.create(name);
  await old.projected(first);
  old.stop();
  const world = new World({ store: old.store });
  await world.writer.create('a');
  const status = world.status();
  await world.until(() => status.projector.problem() === undefined, 'caught up');
  assert.equal(await status.reads.get({ uid: 'uid-x' }, 0), undefined);
  assert.equal((await status.reads.get({ uid: 'uid-a' }, 1))?.version, 1);
  world.stop();
});

test('each traced transition has a span, under the trace of its command', async () => {
  const spans: { name: string; traceparent: string }[] = [];
  const tracer: Tracer = {
    span: (name, traceparent, run) => {
      spans.push({ name, traceparent });
      return run(traceparent);
    },
  };
  const world = new World();
  const status = world.status({ tracer });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await world.writer.create('a');
  await world.writer.append('a', 'Running', [{ type: 'shutdownRequested', strategy: 'Stop' }], traceparent);
  await world.projected(status);
  assert.deepEqual(spans, [{ name: 'status project', traceparent }]);
  world.stop();
});
