import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import { silentLogger } from '@tiphys/service-kit';
import { expireArchived } from './archive-expiry.ts';
import { ArchiveReads } from './archive-reads.ts';
import type { ListRequest } from './status-reads.ts';
import { World } from './testing/status-under-test.ts';

const EVERYTHING: ListRequest = {
  namespace: '',
  labelSelector: '',
  fieldSelector: '',
  limit: 0,
  continueToken: '',
  includeNodes: false,
};

/** Of a, b and c only b is still there; all have ended but d. */
async function archivedWorld(t: { after: (end: () => void) => void }): Promise<World> {
  const world = new World({ store: new MemoryReadModel({ archives: true }) });
  t.after(() => world.stop());
  const status = world.status();
  for (const name of ['a', 'b', 'c', 'd']) await world.writer.create(name);
  for (const name of ['a', 'b', 'c']) await world.writer.finish(name, 'Succeeded');
  for (const name of ['a', 'c']) await world.writer.delete(name);
  await world.projected(status);
  return world;
}

test('what is only archived is not told with what is there', async (t) => {
  const { reads } = (await archivedWorld(t)).status();
  assert.equal(await reads.get({ uid: 'uid-a' }, 0), undefined);
  const { workflows } = await reads.list(EVERYTHING);
  assert.deepEqual(
    workflows.map(({ metadata }) => metadata.name),
    ['d', 'b'],
  );
});

test('merged: each once, what is there first, page by page', async (t) => {
  const { reads } = (await archivedWorld(t)).status({}, { mergesArchive: true });
  assert.equal((await reads.get({ uid: 'uid-a' }, 0))?.workflow.metadata.name, 'a');
  assert.equal(await reads.get({ uid: 'uid-a' }, 0, { liveOnly: true }), undefined);
  for (const limit of [0, 1, 2, 3, 4, 9]) {
    const names: (string | undefined)[] = [];
    const remaining: number[] = [];
    let continueToken = '';
    do {
      const page = await reads.list({ ...EVERYTHING, limit, continueToken });
      names.push(...page.workflows.map(({ metadata }) => metadata.name));
      remaining.push(page.remaining);
      ({ continueToken } = page);
    } while (continueToken !== '');
    assert.deepEqual(names.slice(0, 2), ['d', 'b'], `limit ${limit}`);
    assert.deepEqual(names.slice(2).sort(), ['a', 'c'], `limit ${limit}`);
    assert.equal(remaining[0], limit === 0 ? 0 : Math.max(0, 4 - limit), `limit ${limit}`);
    assert.equal(remaining.at(-1), 0);
  }
});

test('a filter that cannot be read is refused, as is what is not there', async (t) => {
  const archive = new ArchiveReads((await archivedWorld(t)).store);
  const query = { namespace: '', labelSelector: '', namePrefix: '', nameFilter: '', limit: 0, offset: 0 };
  for (const fieldSelector of ['spec.startedAt>yesterday', 'spec.x=1']) {
    await assert.rejects(archive.list({ ...query, fieldSelector }), { code: 'invalid_selector' });
  }
  await assert.rejects(archive.list({ ...query, fieldSelector: '', nameFilter: 'Like' }), {
    code: 'invalid_selector',
  });
  await assert.rejects(archive.delete('uid-d'), { code: 'not_found' });
});

test('what is over leaves the archive, and nothing does without a time', async (t) => {
  const { store, clock } = await archivedWorld(t);
  const ports = { store, clock, logger: silentLogger };
  await expireArchived(ports, 0, new AbortController().signal);
  const stop = new AbortController();
  const running = expireArchived(ports, 60_000, stop.signal);
  const left = async (): Promise<number> =>
    (await new ArchiveReads(store).list({ ...EVERYTHING, namePrefix: '', nameFilter: '', offset: 0 }))
      .workflows.length;
  assert.equal(await left(), 3);
  const over = clock.now() + 80_000;
  await clock.run(() => clock.now() >= over, over);
  assert.equal(await left(), 0);
  stop.abort();
  await running;
});
