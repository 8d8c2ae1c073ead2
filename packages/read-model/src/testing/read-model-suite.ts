import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { workflowObject } from '../assemble/workflow-object.ts';
import { REMAINS_KEPT_MS, type ReadModelStore } from '../read-model-store.ts';
import { parseFilter, type WorkflowFilter } from '../selector/workflow-filter.ts';
import { estimates } from './estimate-suite.ts';
import { changed, created, HistoryBuilder, initialized, projectRest } from './history-builder.ts';

/** What every read model store does. `make` gives an empty one. */
export function readModelSuite(name: string, make: () => Promise<ReadModelStore>): void {
  describe(`${name}: projecting`, () => projecting(make));
  describe(`${name}: the fence`, () => fence(make));
  describe(`${name}: estimates`, () => estimates(make));
  describe(`${name}: lists`, () => lists(make));
  describe(`${name}: changes`, () => changes(make));
  describe(`${name}: deletion`, () => deletion(make));
}

type Make = () => Promise<ReadModelStore>;

function projecting(make: Make): void {
  test('an empty store knows nothing', async () => {
    const store = await make();
    assert.equal(await store.position(), 0);
    assert.equal(await store.get({ uid: 'uid-a' }), undefined);
    assert.equal(await store.get({ namespace: 'argo', name: 'a' }), undefined);
    assert.deepEqual(await store.snapshot(filter()), { version: 0, workflows: [] });
  });

  test('a workflow by uid and by name, transition by transition', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    await projectRest(store, history);
    const pending = await object(store, 'a');
    assert.equal(pending?.status?.nodes?.a?.phase, 'Pending');
    assert.equal(pending?.status?.progress, '0/1');
    history.run('a');
    await projectRest(store, history);
    assert.deepEqual((await object(store, 'a'))?.status?.conditions, [
      { type: 'PodRunning', status: 'True' },
    ]);
    history.finish('a');
    await projectRest(store, history);
    const stored = await store.get({ namespace: 'argo', name: 'a' });
    assert.ok(stored);
    assert.deepEqual(workflowObject(stored), await object(store, 'a'));
    assert.equal(stored.row.version, 3);
    assert.equal(workflowObject(stored).status?.finishedAt, '2026-11-24T04:50:06Z');
    assert.deepEqual(workflowObject(stored).spec.templates?.[0]?.container?.image, 'busybox');
  });

  test('the batches do not matter', async () => {
    const history = sampleHistory();
    const one = await make();
    const all = await make();
    await all.project({ after: 0, transitions: history.transitions });
    for (const [index, transition] of history.transitions.entries()) {
      const after = history.transitions[index - 1]?.version ?? 0;
      await one.project({ after, transitions: [transition] });
    }
    assert.equal(await one.position(), history.version);
    assert.deepEqual(await one.changes(0, 1000), await all.changes(0, 1000));
    const query = { filter: filter(), limit: 0, continueToken: '', includeNodes: true };
    assert.deepEqual(await one.list(query), await all.list(query));
  });

  test('children are in the order of their initialization', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.add('d', [created('d', { namespace: 'argo' }), initialized({ id: 'd', nodeType: 'DAG' })]);
    for (const id of ['z', 'a', 'm']) history.add('d', [initialized({ id, parentIds: ['d'] })]);
    history.add('d', [changed('a', 'Succeeded'), changed('d', 'Running', { outboundNodes: ['z'] })]);
    await projectRest(store, history);
    const nodes = (await object(store, 'd'))?.status?.nodes ?? {};
    assert.deepEqual(nodes.d?.children, ['z', 'a', 'm']);
    assert.deepEqual(nodes.d?.outboundNodes, ['z']);
    assert.equal(nodes.d?.progress, '1/3');
    assert.deepEqual(Object.keys(nodes), ['a', 'd', 'm', 'z']);
  });

  test('text that no database likes comes back as it was', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    const result = 'NUL \0, half a pair \ud800, {"quotes\\": \'x\'}, \u{1f433}, NULL, {}';
    history.create('a', { labels: { weird: 'half \udc00 and \0' } });
    history.add('a', [changed('a', 'Failed', { message: result, outputs: { result, exitCode: '1' } })]);
    await projectRest(store, history);
    const workflow = await object(store, 'a');
    assert.equal(workflow?.status?.nodes?.a?.outputs?.result, result);
    assert.equal(workflow?.status?.nodes?.a?.message, result);
    assert.equal(workflow?.metadata.labels?.weird, 'half \udc00 and \0');
  });

  test('what was read does not change with what is projected after', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    await projectRest(store, history);
    const before = await store.get({ uid: 'uid-a' });
    const [change] = await store.changes(0, 1);
    const copies = structuredClone({ before, change });
    history.finish('a');
    await projectRest(store, history);
    assert.deepEqual({ before, change }, copies);
  });
}

function fence(make: Make): void {
  test('what is projected already is skipped, in part or in whole', async () => {
    const store = await make();
    const { transitions } = sampleHistory();
    const middle = 4;
    const first = await store.project({ after: 0, transitions: transitions.slice(0, middle) });
    assert.ok(first.ok);
    assert.equal(first.changes.length, middle);
    const again = await store.project({ after: 0, transitions: transitions.slice(0, middle) });
    assert.deepEqual(again, { ok: true, position: first.position, changes: [] });
    const overlapping = await store.project({ after: 0, transitions });
    assert.ok(overlapping.ok);
    assert.equal(overlapping.changes[0]?.version, transitions[middle]?.version);
  });

  test('a batch that would leave a gap is refused and changes nothing', async () => {
    const store = await make();
    const { transitions } = sampleHistory();
    await store.project({ after: 0, transitions: transitions.slice(0, 2) });
    const [, second, third] = transitions.map(({ version }) => version);
    const outcome = await store.project({ after: third ?? 0, transitions: transitions.slice(3) });
    assert.deepEqual(outcome, { ok: false, position: second });
    assert.equal((await store.changes(0, 1000)).length, 2);
  });

  test('several projectors at the same time project everything once', async () => {
    const store = await make();
    const history = sampleHistory();
    const projector = async (size: number): Promise<number[]> => {
      const made: number[] = [];
      let after = 0;
      for (let start = 0; start < history.transitions.length; start += size) {
        const transitions = history.transitions.slice(start, start + size);
        const outcome = await store.project({ after, transitions });
        assert.ok(outcome.ok);
        made.push(...outcome.changes.map(({ version }) => version));
        after = transitions.at(-1)?.version ?? after;
      }
      return made;
    };
    const made = (await Promise.all([1, 2, 3].map(projector))).flat().sort((a, b) => a - b);
    assert.deepEqual(
      made,
      history.transitions.map(({ version }) => version),
    );
  });

  test('after a reset everything is projected anew, with the same result', async () => {
    const store = await make();
    const history = sampleHistory();
    await projectRest(store, history);
    const query = { filter: filter(), limit: 0, continueToken: '', includeNodes: true };
    const before = { list: await store.list(query), changes: await store.changes(0, 1000) };
    await store.reset();
    assert.equal(await store.position(), 0);
    assert.deepEqual((await store.list(query)).workflows, []);
    await projectRest(store, history);
    assert.deepEqual({ list: await store.list(query), changes: await store.changes(0, 1000) }, before);
  });
}

function lists(make: Make): void {
  test('newest first, page by page, while new ones come', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    for (let index = 0; index < 7; index += 1) history.create(`w${index}`);
    await projectRest(store, history);
    const seen: string[] = [];
    const remaining: number[] = [];
    let continueToken = '';
    do {
      const page = await store.list({ filter: filter(), limit: 3, continueToken, includeNodes: false });
      assert.equal(page.version, history.version);
      seen.push(...page.workflows.map(({ row }) => row.name));
      remaining.push(page.remaining);
      continueToken = page.continueToken;
      history.create(`late${history.version}`);
      await projectRest(store, history);
    } while (continueToken !== '');
    assert.deepEqual(seen, ['w6', 'w5', 'w4', 'w3', 'w2', 'w1', 'w0']);
    assert.deepEqual(remaining, [4, 1, 0]);
  });

  test('nodes only where they are asked for', async () => {
    const store = await make();
    await projectRest(store, sampleHistory());
    const query = { filter: filter(), limit: 1, continueToken: '' };
    assert.equal((await store.list({ ...query, includeNodes: false })).workflows[0]?.nodes, undefined);
    assert.equal((await store.list({ ...query, includeNodes: true })).workflows[0]?.nodes?.length, 1);
  });

  test('a continue token that is none is refused', async () => {
    const store = await make();
    await assert.rejects(
      store.list({ filter: filter(), limit: 1, continueToken: 'bm9uZQ', includeNodes: false }),
      { code: 'invalid_continue_token' },
    );
  });

  const selections: [labels: string, fields: string, namespace: string, names: string[]][] = [
    ['', '', '', ['d', 'c', 'b', 'a']],
    ['', '', 'argo', ['c', 'b', 'a']],
    ['', '', 'nowhere', []],
    ['app=web', '', '', ['b', 'a']],
    ['app==web,tier=x', '', '', ['a']],
    ['app!=web', '', '', ['d', 'c']],
    ['app in (web,db)', '', '', ['c', 'b', 'a']],
    ['app notin (web,db)', '', '', ['d']],
    ['tier', '', '', ['c', 'a']],
    ['!tier', '', '', ['d', 'b']],
    ['tier=', '', '', ['c']],
    ['workflows.argoproj.io/completed!=true', '', '', ['d', 'c']],
    ['workflows.argoproj.io/phase in (Failed, Error)', '', '', ['b']],
    ['', 'metadata.name=b', '', ['b']],
    ['', 'metadata.name!=b', 'argo', ['c', 'a']],
    ['', 'metadata.namespace=other', '', ['d']],
    ['app=web', 'status.phase=Succeeded', 'argo', ['a']],
    ['constructor', '', '', []],
  ];
  for (const [labels, fields, namespace, names] of selections) {
    test(`select labels "${labels}", fields "${fields}", namespace "${namespace}"`, async () => {
      const store = await make();
      const history = new HistoryBuilder();
      history.create('a', { labels: { app: 'web', tier: 'x' } });
      history.create('b', { labels: { app: 'web' } });
      history.create('c', { labels: { app: 'db', tier: '' } });
      history.create('d', { namespace: 'other' });
      history.finish('a');
      history.finish('b', 'Failed');
      await projectRest(store, history);
      const selected = filter(labels, fields, namespace);
      const page = await store.list({ filter: selected, limit: 0, continueToken: '', includeNodes: false });
      assert.deepEqual(
        page.workflows.map(({ row }) => row.name),
        names,
      );
      const snapshot = await store.snapshot(selected);
      assert.deepEqual(snapshot.workflows.map(({ uid }) => uid.slice(4)).sort(), names.toSorted());
      assert.deepEqual(
        snapshot.workflows.map(({ version }) => version),
        snapshot.workflows.map(({ version }) => version).sort((a, b) => a - b),
      );
    });
  }
}

function changes(make: Make): void {
  test('each transition is one change, and knows the one before', async () => {
    const store = await make();
    const history = sampleHistory();
    await projectRest(store, history);
    const all = await store.changes(0, 1000);
    const versions = history.transitions.map(({ version }) => version);
    assert.deepEqual(
      all.map(({ version }) => version),
      versions,
    );
    assert.deepEqual(
      all.map(({ previous }) => previous),
      [0, ...versions.slice(0, -1)],
    );
    assert.deepEqual(await store.changes(versions[1] ?? 0, 2), all.slice(2, 4));
    assert.deepEqual(await store.changes(history.version, 10), []);
  });

  test('a change holds what the transition changed and no more', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.add('d', [
      created('d', { namespace: 'argo' }),
      initialized({ id: 'd', nodeType: 'DAG', phase: 'Running' }),
    ]);
    for (let index = 0; index < 50; index += 1) {
      history.add('d', [initialized({ id: `t${index}`, parentIds: ['d'] })]);
    }
    history.add('d', [changed('t7', 'Running')]);
    await projectRest(store, history);
    const [last] = await store.changes(history.version - 1, 1);
    assert.deepEqual(
      last?.nodes.map(({ node, parentIds }) => [node.id, node.phase, node.progress, parentIds]),
      [['t7', 'Running', '0/1', []]],
    );
    const [oneNew] = await store.changes(history.version - 2, 1);
    assert.deepEqual(
      oneNew?.nodes.map(({ node, parentIds }) => [node.id, parentIds]),
      [['t49', ['d']]],
    );
    assert.equal(last?.phaseBefore, 'Pending');
    assert.equal('nodes' in last.patch.status, false);
  });
}

function deletion(make: Make): void {
  test('a deleted workflow is gone, but for what watchers need', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.delete('a');
    await projectRest(store, history);
    assert.equal(await store.get({ uid: 'uid-a' }), undefined);
    assert.equal(await store.get({ namespace: 'argo', name: 'a' }), undefined);
    assert.deepEqual((await store.snapshot(filter())).workflows, []);
    const remains = await store.getRemains('uid-a');
    assert.equal(remains?.manifest?.spec.entrypoint, 'main');
    assert.equal(remains?.nodes, undefined);
    const [, deleted] = await store.changes(0, 10);
    assert.equal(deleted?.deleted, true);
    assert.deepEqual(deleted?.nodes, []);
  });

  test('a name may be used again', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.delete('a');
    await projectRest(store, history);
    history.add('a', [created('a', { namespace: 'argo' })], { uid: 'another' });
    await projectRest(store, history);
    const found = await store.get({ namespace: 'argo', name: 'a' });
    assert.equal(found?.row.uid, 'another');
    assert.equal(found?.nodes?.length, 0);
  });

  test('the remains go an hour later, with another deletion', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.create('a');
    history.create('b');
    history.delete('a');
    history.delete('b', REMAINS_KEPT_MS);
    await projectRest(store, history);
    assert.equal(await store.getRemains('uid-a'), undefined);
    assert.ok(await store.getRemains('uid-b'));
  });

  test('of a purged history only the deletion is left to be seen', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    history.skip();
    history.add('a', [changed('a', 'Running')]);
    history.delete('a');
    history.create('b');
    await projectRest(store, history);
    assert.equal(await store.get({ uid: 'uid-a' }), undefined);
    const changes = await store.changes(0, 10);
    assert.deepEqual(
      changes.map(({ uid, deleted, version, previous }) => ({ uid, deleted, version, previous })),
      [
        { uid: 'uid-a', deleted: true, version: 3, previous: 2 },
        { uid: 'uid-b', deleted: false, version: 4, previous: 3 },
      ],
    );
  });
}

async function object(store: ReadModelStore, name: string) {
  const stored = await store.get({ uid: `uid-${name}` });
  return stored === undefined ? undefined : workflowObject(stored);
}

function filter(labels = '', fields = '', namespace = ''): WorkflowFilter {
  const parsed = parseFilter(namespace, labels, fields);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.message);
  return parsed.value;
}

/** Three workflows side by side, one of them deleted, and a version that nothing has. */
function sampleHistory(): HistoryBuilder {
  const history = new HistoryBuilder();
  history.create('a');
  history.create('b', { namespace: 'other', labels: { app: 'web' } });
  history.run('a');
  history.skip();
  history.create('c');
  history.run('b');
  history.finish('a', 'Failed');
  history.delete('c');
  history.add('b', [{ type: 'shutdownRequested', strategy: 'Stop' }]);
  history.finish('b');
  return history;
}
