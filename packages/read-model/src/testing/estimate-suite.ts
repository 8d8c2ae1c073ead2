import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadModelStore } from '../read-model-store.ts';
import { HistoryBuilder, projectRest } from './history-builder.ts';

/** How long workflows are said to take. */
export function estimates(make: () => Promise<ReadModelStore>): void {
  test('the estimate of a new workflow: the newest of the same template that succeeded, in its namespace', async () => {
    const store = await make();
    const history = new HistoryBuilder();
    const template = { labels: { 'workflows.argoproj.io/workflow-template': 'build' } };
    const cron = { labels: { 'workflows.argoproj.io/cron-workflow': 'build' } };
    history.create('first', template);
    history.run('first');
    history.finish('first');
    history.create('long', template);
    history.create('failed', template);
    history.finish('failed', 'Failed');
    history.finish('long');
    history.create('same-batch', template);
    await projectRest(store, history);
    for (const name of ['again', 'later']) {
      history.create(name, template);
      history.run(name);
      await projectRest(store, history);
    }
    history.create('other', cron);
    history.create('elsewhere', { ...template, namespace: 'there' });
    history.create('plain');
    await projectRest(store, history);
    const estimated = (...names: string[]) =>
      Promise.all(
        names.map(async (name) => (await store.get({ uid: `uid-${name}` }))?.row.estimatedDuration),
      );
    assert.deepEqual(await estimated('first', 'long', 'same-batch', 'again', 'later'), [
      undefined,
      2,
      3,
      3,
      3,
    ]);
    assert.deepEqual(await estimated('other', 'elsewhere', 'plain'), [undefined, undefined, undefined]);
  });
}
