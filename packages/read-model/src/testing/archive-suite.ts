import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archivedObject, workflowObject } from '../assemble/workflow-object.ts';
import type { ReadModelStore } from '../read-model-store.ts';
import { type ListFilters, parseListFilter } from '../selector/list-filter.ts';
import type { WorkflowFilter } from '../selector/workflow-filter.ts';
import type { ArchiveQuery } from '../workflow-archive.ts';
import { changed, created, HistoryBuilder, initialized, START } from './history-builder.ts';

const ARCHIVING = 'workflows.argoproj.io/workflow-archiving-status';

/** What the archive of every read model store does. `make` gives an empty one that archives. */
export function archiveSuite(name: string, make: () => Promise<ReadModelStore>): void {
  describe(`${name}: the archive`, () => {
    keeping(make);
    finding(make);
    deleting(make);
  });
}

type Make = () => Promise<ReadModelStore>;

function keeping(make: Make): void {
  test('has a workflow as it was when it ended, also when it is deleted', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a', { labels: { app: 'web' } });
    history.run('a');
    await projectRest(store, history);
    assert.equal(await store.archive.get({ uid: 'uid-a' }), undefined);
    history.finish('a', 'Failed');
    await projectRest(store, history);
    const live = await store.get({ uid: 'uid-a' });
    assert.equal(live && workflowObject(live).metadata.labels?.[ARCHIVING], 'Archived');
    history.delete('a');
    await projectRest(store, history);
    assert.equal(await store.get({ uid: 'uid-a' }), undefined);
    const kept = await store.archive.get({ uid: 'uid-a' });
    assert.ok(kept && live);
    const object = archivedObject(kept);
    assert.equal(object.metadata.labels?.[ARCHIVING], 'Persisted');
    assert.deepEqual(object.status, workflowObject(live).status);
    assert.deepEqual(object.spec, workflowObject(live).spec);
    assert.deepEqual(Object.keys(object.status?.nodes ?? {}), ['a']);
  });

  test('has one that ends and is deleted in one batch', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.create('b');
    history.finish('a');
    history.delete('a');
    history.finish('b');
    await projectRest(store, history);
    assert.deepEqual(Object.keys((await object(store, 'a'))?.status?.nodes ?? {}), ['a']);
    assert.equal((await object(store, 'b'))?.status?.phase, 'Succeeded');
    const changes = await store.changes(0, 10);
    assert.deepEqual(
      changes.map(({ uid, deleted }) => [uid, deleted]),
      [
        ['uid-a', false],
        ['uid-b', false],
        ['uid-a', false],
        ['uid-a', true],
        ['uid-b', false],
      ],
    );
  });

  test('a later end takes the place of the earlier', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.finish('a', 'Failed');
    history.add('a', [{ type: 'workflowRestarted' }, { type: 'nodesReset', ids: ['a'] }]);
    await projectRest(store, history);
    const again = await store.get({ uid: 'uid-a' });
    assert.equal(again && workflowObject(again).metadata.labels?.[ARCHIVING], undefined);
    assert.equal((await object(store, 'a'))?.status?.phase, 'Failed');
    history.finish('a');
    await projectRest(store, history);
    assert.equal((await object(store, 'a'))?.status?.phase, 'Succeeded');
  });

  test('a rebuild leaves it alone', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('gone');
    history.finish('gone');
    history.delete('gone');
    history.create('there');
    history.finish('there');
    await projectRest(store, history);
    const before = [await object(store, 'gone'), await object(store, 'there')];
    await store.reset();
    const [, , deletion, ...others] = history.transitions;
    assert.ok(deletion);
    await store.project({ after: 0, transitions: [deletion, ...others] });
    assert.deepEqual([await object(store, 'gone'), await object(store, 'there')], before);
  });
}

function finding(make: Make): void {
  test('by name: the one that started last', async () => {
    const store = await make();
    await projectRest(store, several());
    const found = await store.archive.get({ namespace: 'argo', name: 'twin' });
    assert.equal(found?.row.uid, 'uid-twin-2');
    assert.equal(await store.archive.get({ namespace: 'other', name: 'twin' }), undefined);
  });

  const lists: [asked: Partial<ListFilters>, uids: string[]][] = [
    [{}, ['uid-twin-2', 'uid-twin-1', 'uid-c', 'uid-a']],
    [{ namespace: 'other' }, ['uid-c']],
    [{ labelSelector: 'app=web' }, ['uid-a']],
    [{ labelSelector: `${ARCHIVING}=Persisted` }, ['uid-twin-2', 'uid-twin-1', 'uid-c', 'uid-a']],
    [{ labelSelector: 'workflows.argoproj.io/phase=Failed' }, ['uid-c']],
    [{ fieldSelector: 'metadata.name=a' }, ['uid-a']],
    [{ fieldSelector: 'metadata.name=wi', nameFilter: 'Contains' }, ['uid-twin-2', 'uid-twin-1']],
    [{ fieldSelector: 'metadata.name=tw', nameFilter: 'Prefix' }, ['uid-twin-2', 'uid-twin-1']],
    [{ fieldSelector: 'metadata.name=a', nameFilter: 'NotEquals' }, ['uid-twin-2', 'uid-twin-1', 'uid-c']],
    [{ namePrefix: 'c', nameFilter: 'Exact' }, ['uid-c']],
    [{ namePrefix: '%', nameFilter: 'Exact' }, []],
    [
      { fieldSelector: `spec.startedAt>${iso(1)},ext.showRemainingItemCount=true` },
      ['uid-twin-2', 'uid-twin-1'],
    ],
    [{ fieldSelector: `spec.startedAt<${iso(1)}` }, ['uid-a']],
    [{ createdAfter: iso(-1) }, ['uid-twin-2', 'uid-twin-1', 'uid-c', 'uid-a']],
    [{ createdAfter: iso(0) }, []],
    [{ finishedBefore: iso(3) }, ['uid-a']],
  ];
  for (const [asked, uids] of lists) {
    test(`list ${JSON.stringify(asked)}`, async () => {
      const store = await make();
      await projectRest(store, several());
      const page = await store.archive.list(query({ filter: filterOf(asked) }));
      assert.deepEqual(
        page.workflows.map(({ row }) => row.uid),
        uids,
      );
    });
  }

  test('the live list takes the same filters', async () => {
    const store = await make();
    const history = several();
    history.create('running');
    await projectRest(store, history);
    const list = async (asked: Partial<ListFilters>): Promise<string[]> => {
      const asking = { filter: filterOf(asked), limit: 0, continueToken: '', includeNodes: false };
      return (await store.list(asking)).workflows.map(({ row }) => row.name);
    };
    assert.deepEqual(await list({ finishedBefore: iso(1_000) }), ['c']);
    assert.deepEqual(await list({ fieldSelector: 'metadata.name=unn', nameFilter: 'Contains' }), ['running']);
    assert.deepEqual(await list({ fieldSelector: `spec.startedAt<${iso(2)}` }), ['c']);
  });

  test('pages, and what is live left out', async () => {
    const store = await make();
    await projectRest(store, several());
    const page = await store.archive.list(query({ limit: 2, offset: 1 }));
    assert.deepEqual(
      page.workflows.map(({ row, nodes }) => [row.uid, nodes?.length]),
      [
        ['uid-twin-1', undefined],
        ['uid-c', undefined],
      ],
    );
    assert.equal(page.remaining, 1);
    const rest = await store.archive.list(query({ exceptLive: true, includeNodes: true }));
    assert.deepEqual(
      rest.workflows.map(({ row, nodes }) => [row.uid, nodes?.length]),
      [
        ['uid-twin-2', 1],
        ['uid-twin-1', 1],
        ['uid-a', 1],
      ],
    );
  });

  test('keys and values of labels', async () => {
    const store = await make();
    await projectRest(store, several());
    assert.deepEqual(await store.archive.labelKeys(), [
      'Z',
      'app',
      'workflows.argoproj.io/completed',
      'workflows.argoproj.io/phase',
      ARCHIVING,
    ]);
    assert.deepEqual(await store.archive.labelValues('workflows.argoproj.io/phase'), ['Failed', 'Succeeded']);
    assert.deepEqual(await store.archive.labelValues('nowhere'), []);
  });
}

function deleting(make: Make): void {
  test('what was taken out does not come back with a rebuild, but with a later end', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.finish('a', 'Failed');
    await projectRest(store, history);
    assert.equal(await store.archive.delete('uid-a'), true);
    assert.equal(await store.archive.delete('uid-a'), false);
    await store.reset();
    await projectRest(store, history);
    assert.equal(await object(store, 'a'), undefined);
    history.add('a', [{ type: 'workflowRestarted' }, { type: 'nodesReset', ids: ['a'] }]);
    history.finish('a');
    await projectRest(store, history);
    assert.equal((await object(store, 'a'))?.status?.phase, 'Succeeded');
  });

  test('the old ones go', async () => {
    const store = await make();
    await projectRest(store, several());
    assert.equal(await store.archive.expire(START), 0);
    assert.equal(await store.archive.expire(START + 3_000), 1);
    assert.equal(await object(store, 'a'), undefined);
    assert.ok(await object(store, 'c'));
    assert.equal((await store.archive.list(query({}))).workflows.length, 3);
  });
}

/** a (deleted), c (live, failed, in another namespace), and two of one name that are deleted. */
function several(): HistoryBuilder {
  const history = new HistoryBuilder();
  history.create('a', { labels: { app: 'web', Z: '' } });
  history.create('c', { namespace: 'other', labels: { app: 'db' } });
  history.finish('a');
  history.delete('a');
  history.finish('c', 'Failed');
  for (const uid of ['uid-twin-1', 'uid-twin-2']) {
    history.add(
      'twin',
      [
        created('twin', { namespace: 'argo' }),
        { type: 'workflowStarted' },
        initialized({ id: 'twin' }),
        changed('twin', 'Succeeded'),
        { type: 'workflowFinished', phase: 'Succeeded' },
      ],
      { uid },
    );
    history.add('twin', [{ type: 'workflowDeleted' }], { uid });
  }
  return history;
}

/** The start, so many seconds later. */
function iso(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString().replace('.000', '');
}

function query(asked: Partial<ArchiveQuery>): ArchiveQuery {
  return { filter: filterOf({}), limit: 0, offset: 0, exceptLive: false, includeNodes: false, ...asked };
}

function filterOf(asked: Partial<ListFilters>): WorkflowFilter {
  const parsed = parseListFilter({ namespace: '', labelSelector: '', fieldSelector: '', ...asked });
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
  return parsed.value;
}

async function object(store: ReadModelStore, name: string) {
  const stored = await store.archive.get({ uid: `uid-${name}` });
  return stored === undefined ? undefined : archivedObject(stored);
}

async function projectRest(store: ReadModelStore, history: HistoryBuilder): Promise<void> {
  const position = await store.position();
  const transitions = history.transitions.filter(({ version }) => version > position);
  assert.ok((await store.project({ after: position, transitions })).ok);
}
