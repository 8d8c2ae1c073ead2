import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ResourceChange, ResourceKey, ResourceStore } from '../resource-store.ts';

/** An adapter as the suite sees it: empty, for one test, taking bodies of at most 1 MiB. */
export interface ResourceStoreUnderTest {
  store: ResourceStore;
  /** Another process's way to the same store. */
  other: ResourceStore;
  close(): Promise<void>;
}

export type MakeResourceStore = () => Promise<ResourceStoreUnderTest>;

const TIMEOUT = { timeout: 60_000 };
const TOO_LARGE = 'x'.repeat(2 * 1024 * 1024);

export function configMap(name: string, namespace = 'argo'): ResourceKey {
  return { kind: 'ConfigMap', namespace, name };
}

/** What a watch has told, and waits for more of it. */
class Told {
  readonly changes: ResourceChange[] = [];
  readonly caughtUp: number[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;

  constructor(store: ResourceStore) {
    const wake = (): void => {
      for (const check of [...this.#waiting]) check();
    };
    this.#done = store.watch(
      (change) => {
        this.changes.push(change);
        wake();
      },
      (revision) => {
        this.caughtUp.push(revision);
        wake();
      },
      this.#ending.signal,
    );
  }

  until(is: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!is()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  /** Everything up to the revision has been told. */
  reaches(revision: number): Promise<void> {
    const last = (): number => Math.max(this.caughtUp.at(-1) ?? -1, this.changes.at(-1)?.revision ?? -1);
    return this.until(() => this.caughtUp.length > 0 && last() >= revision);
  }

  get lines(): string[] {
    return this.changes.map(({ name, body }) => (body === undefined ? `-${name}` : `${name}=${body}`));
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#done;
  }
}

/** What every ResourceStore does. */
export function resourceStoreSuite(name: string, make: MakeResourceStore): void {
  const storeTest = (title: string, body: (under: ResourceStoreUnderTest) => Promise<void>): void => {
    test(title, TIMEOUT, async () => {
      const under = await make();
      try {
        await body(under);
      } finally {
        await under.close();
      }
    });
  };
  describe(`${name}: objects`, () => objectTests(storeTest));
  describe(`${name}: watch`, () => watchTests(storeTest));
}

type Declare = (title: string, body: (under: ResourceStoreUnderTest) => Promise<void>) => void;

function objectTests(storeTest: Declare): void {
  storeTest('create, get, update, delete', async ({ store, other }) => {
    assert.equal(await store.get(configMap('a')), undefined);
    assert.equal(await store.lastRevision(), 0);
    const first = await store.create(configMap('a'), '1');
    assert.ok(first !== undefined && first > 0);
    assert.equal(await other.create(configMap('a'), 'x'), undefined, 'the name is taken');
    assert.deepEqual(await other.get(configMap('a')), { ...configMap('a'), revision: first, body: '1' });
    const second = await other.update(configMap('a'), '2', first);
    assert.ok(second !== undefined && second > first);
    assert.equal(await store.update(configMap('a'), '3', first), undefined, 'it has changed since');
    assert.equal((await store.get(configMap('a')))?.body, '2');
    assert.equal(await store.lastRevision(), second);
    assert.equal(await store.delete(configMap('a')), true);
    assert.equal(await store.delete(configMap('a')), false);
    assert.equal(await store.get(configMap('a')), undefined);
    assert.ok((await other.lastRevision()) > second, 'a deletion is a change');
  });

  storeTest('what is deleted cannot be updated, and its name is free', async ({ store }) => {
    const first = (await store.create(configMap('a'), '1')) ?? 0;
    await store.delete(configMap('a'));
    assert.equal(await store.update(configMap('a'), '2', first), undefined);
    assert.equal(await store.update(configMap('a'), '2', await store.lastRevision()), undefined);
    assert.equal(await store.update(configMap('b'), '2', 0), undefined, 'there never was one');
    const again = await store.create(configMap('a'), '3');
    assert.ok(again !== undefined && again > first);
    assert.equal((await store.get(configMap('a')))?.body, '3');
  });

  storeTest('lists by kind and namespace, in the order of names', async ({ store }) => {
    for (const key of [configMap('b'), configMap('a'), configMap('c', 'other'), configMap('gone')]) {
      await store.create(key, key.name);
    }
    await store.create({ kind: 'Secret', namespace: 'argo', name: 'a' }, 'secret');
    await store.create({ kind: 'ClusterWorkflowTemplate', namespace: '', name: 'a' }, 'cluster');
    await store.delete(configMap('gone'));
    const names = async (...args: Parameters<ResourceStore['list']>): Promise<string[]> =>
      (await store.list(...args)).map(({ namespace, name }) => `${namespace}/${name}`);
    assert.deepEqual(await names('ConfigMap', 'argo'), ['argo/a', 'argo/b']);
    assert.deepEqual(await names('ConfigMap'), ['argo/a', 'argo/b', 'other/c']);
    assert.deepEqual(await names('ConfigMap', 'nobody'), []);
    assert.deepEqual(await names('ClusterWorkflowTemplate', ''), ['/a']);
    assert.deepEqual(
      (await store.list('Secret')).map(({ body }) => body),
      ['secret'],
    );
  });

  storeTest('names of any text are apart', async ({ store }) => {
    const texts = ['a', 'a.b', 'a b', '*', '>', 'ä', '=', 'A', '💥', '..', 'a/b'];
    for (const name of texts)
      assert.ok((await store.create(configMap(name, `n.${name}`), name)) !== undefined);
    for (const name of texts) assert.equal((await store.get(configMap(name, `n.${name}`)))?.body, name);
    assert.deepEqual((await store.list('ConfigMap')).map((one) => one.name).sort(), [...texts].sort());
  });

  storeTest('of many writers one is first', async ({ store, other }) => {
    const created = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).create(configMap('a'), `${index}`),
      ),
    );
    const revisions = created.filter((revision) => revision !== undefined);
    assert.equal(revisions.length, 1);
    const updated = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? store : other).update(configMap('a'), `${index}`, revisions[0] ?? 0),
      ),
    );
    assert.equal(updated.filter((revision) => revision !== undefined).length, 1);
    const deleted = await Promise.all([store, other, store, other].map((one) => one.delete(configMap('a'))));
    assert.equal(deleted.filter(Boolean).length, 1);
  });

  storeTest('one that is too large is refused, and nothing is stored', async ({ store }) => {
    await assert.rejects(store.create(configMap('a'), TOO_LARGE), {
      code: 'resource_too_large',
      retryable: false,
    });
    const revision = (await store.create(configMap('a'), 'small')) ?? 0;
    await assert.rejects(store.update(configMap('a'), TOO_LARGE, revision), { code: 'resource_too_large' });
    assert.equal((await store.get(configMap('a')))?.body, 'small');
  });

  storeTest('a call that is called off', async ({ store }) => {
    const reason = new Error('called off');
    await assert.rejects(store.get(configMap('a'), AbortSignal.abort(reason)), reason);
    await assert.rejects(store.create(configMap('a'), '', AbortSignal.abort(reason)), reason);
    assert.equal(await store.get(configMap('a')), undefined);
  });
}

function watchTests(storeTest: Declare): void {
  storeTest('nothing is there: it says so', async ({ store }) => {
    const told = new Told(store);
    await told.reaches(0);
    assert.deepEqual([told.lines, told.caughtUp[0]], [[], 0]);
    await told.end();
  });

  storeTest('what is there, then what changes, each once and in order', async ({ store, other }) => {
    await store.create(configMap('old'), '1');
    await store.create(configMap('gone'), '1');
    await store.delete(configMap('gone'));
    const before = await store.lastRevision();
    const told = new Told(other);
    await told.reaches(before);
    assert.deepEqual(told.lines, ['old=1']);
    assert.equal(told.caughtUp[0], before);
    const created = (await store.create(configMap('new'), '2')) ?? 0;
    await store.update(configMap('new'), '3', created);
    await other.create({ kind: 'Secret', namespace: 'argo', name: 'other-kind' }, '4');
    await store.delete(configMap('new'));
    await told.reaches(await store.lastRevision());
    assert.deepEqual(told.lines, ['old=1', 'new=2', 'new=3', 'other-kind=4', '-new']);
    const revisions = told.changes.map(({ revision }) => revision);
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => a - b),
    );
    await told.end();
    await store.create(configMap('after'), '5');
    assert.equal(told.lines.length, 5, 'nothing after the signal');
  });

  storeTest('a revision that was read is reached, whatever it was about', async ({ store, other }) => {
    await store.create(configMap('a'), '1');
    await store.delete(configMap('a'));
    const revision = await store.lastRevision();
    const told = new Told(other);
    await told.reaches(revision);
    assert.deepEqual(told.lines, []);
    await told.end();
  });

  storeTest('beside many writers, all ends as it is', async ({ store, other }) => {
    const told = new Told(store);
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      const mine = writer % 2 ? store : other;
      for (let round = 0; round < 20; round += 1) {
        await mine.create(configMap(`w${writer}`), `${round}`);
        if (round < 19) await mine.delete(configMap(`w${writer}`));
      }
    });
    await Promise.all(writing);
    await told.reaches(await store.lastRevision());
    const last = new Map(told.changes.map(({ name, body }) => [name, body]));
    assert.deepEqual([...last].sort(), [
      ['w0', '19'],
      ['w1', '19'],
      ['w2', '19'],
      ['w3', '19'],
    ]);
    await told.end();
  });
}
