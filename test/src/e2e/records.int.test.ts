import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectPostgresReadModel } from '@tiphys/read-model/postgres';
import type { Workflow } from '@tiphys/spec';
import { testDirectory } from '@tiphys/testkit';
import { brokerContents } from '../fleet/broker-contents.ts';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { assertBrokerForgets } from '../fleet/forgotten.ts';
import { gatedWorkflow } from '../fleet/gated-workflow.ts';

const fleet = await startFleet({ runtime: 'process' });
const gates = new FileGates(testDirectory());

/** A workflow of one command. */
function oneCommand(name: string, labels: Record<string, string>, exitCode = 0): object {
  const container = { image: 'none', command: ['sh', '-c'], args: [`echo ${name}; exit ${exitCode}`] };
  return {
    metadata: { name, labels },
    spec: { entrypoint: 'main', templates: [{ name: 'main', container }] },
  };
}

function names(workflows: readonly Workflow[]): string[] {
  return workflows.map(({ metadata }) => metadata.name ?? '');
}

describe('list', () => {
  const COUNT = 12;

  test('by labels, by phase, by name, by namespace', async () => {
    for (let n = 0; n < COUNT; n += 1) {
      const labels = { ship: n % 2 === 0 ? 'argo' : 'pentecontor', berth: String(n) };
      await fleet.client.createWorkflow(NAMESPACE, oneCommand(`list-${n}`, labels, n % 3 === 0 ? 1 : 0));
    }
    await fleet.client.createWorkflow('elsewhere', oneCommand('list-0', { ship: 'argo' }));
    for (let n = 0; n < COUNT; n += 1) await fleet.watch.finished(`list-${n}`);

    const list = async (
      labelSelector: string,
      fieldSelector = '',
      namespace = NAMESPACE,
    ): Promise<string[]> =>
      names((await fleet.client.listWorkflows(namespace, { labelSelector, fieldSelector })).items);
    assert.equal((await list('')).length, COUNT);
    assert.deepEqual(await list('ship=argo,berth in (2,3,4)'), ['list-4', 'list-2']);
    assert.deepEqual(await list('ship!=argo,berth notin (1,3,5)'), ['list-11', 'list-9', 'list-7']);
    assert.deepEqual(await list('workflows.argoproj.io/phase=Failed'), [
      'list-9',
      'list-6',
      'list-3',
      'list-0',
    ]);
    assert.equal((await list('workflows.argoproj.io/completed!=true')).length, 0);
    assert.deepEqual(await list('', 'metadata.name=list-7'), ['list-7']);
    assert.deepEqual(await list('', 'status.phase=Failed,metadata.name!=list-9'), [
      'list-6',
      'list-3',
      'list-0',
    ]);
    assert.deepEqual(await list('', '', 'elsewhere'), ['list-0']);
    assert.equal((await list('ship=argo', '', '')).length, COUNT / 2 + 1);
    await assert.rejects(list('ship in'), { code: 'invalid_argument' });
  });

  test('in pages that miss nothing and repeat nothing, while workflows come', async () => {
    const found: string[] = [];
    let token = '';
    for (let page = 0; page === 0 || token !== ''; page += 1) {
      const {
        items,
        continue: next,
        remaining,
      } = await fleet.client.listWorkflows(NAMESPACE, {
        limit: 5,
        labelSelector: 'ship',
        ...(token === '' ? {} : { continue: token }),
      });
      if (page === 0) {
        assert.equal(remaining, COUNT - 5);
        await fleet.client.createWorkflow(NAMESPACE, oneCommand('list-late', { ship: 'late' }));
        await fleet.watch.finished('list-late');
      }
      found.push(...names(items));
      token = next;
    }
    assert.deepEqual(
      found,
      Array.from({ length: COUNT }, (_, n) => `list-${COUNT - 1 - n}`),
    );
    await assert.rejects(fleet.client.listWorkflows(NAMESPACE, { continue: 'nonsense' }), {
      code: 'invalid_argument',
    });
  });

  test('a name can be taken once', async () => {
    await assert.rejects(fleet.client.createWorkflow(NAMESPACE, oneCommand('list-1', {})), {
      code: 'already_exists',
      message: 'workflows.argoproj.io "list-1" already exists',
    });
  });

  test('the newest by its other name', async () => {
    const { metadata } = await fleet.client.getWorkflow(NAMESPACE, '@latest');
    assert.equal(metadata.name, 'list-late');
  });
});

describe('delete', () => {
  test('one that has ended: nothing of it is left anywhere, and its name is free', async () => {
    const before = await brokerContents(fleet.nats.url);
    await fleet.client.createWorkflow(NAMESPACE, oneCommand('deleted', {}));
    const { metadata } = await fleet.watch.finished('deleted');
    const uid = metadata.uid ?? '';
    assert.notDeepEqual(await brokerContents(fleet.nats.url), before);
    await fleet.client.deleteWorkflow(NAMESPACE, 'deleted');

    await assert.rejects(fleet.client.getWorkflow(NAMESPACE, 'deleted'), {
      code: 'not_found',
      message: 'workflows.argoproj.io "deleted" not found',
    });
    assert.ok(!names((await fleet.client.listWorkflows(NAMESPACE)).items).includes('deleted'));
    await assert.rejects(fleet.client.deleteWorkflow(NAMESPACE, 'deleted'), { code: 'not_found' });
    const logs = fleet.client.workflowLogs(NAMESPACE, 'deleted');
    await assert.rejects(logs.next(), { code: 'not_found' });
    await assertForgotten(uid, before);

    await fleet.client.createWorkflow(NAMESPACE, oneCommand('deleted', {}));
    await fleet.watch.until(
      'the next of that name has ended',
      'deleted',
      (workflow) => workflow.metadata.uid !== uid && (workflow.status?.finishedAt ?? null) !== null,
    );
    await fleet.client.deleteWorkflow(NAMESPACE, 'deleted');
    assert.deepEqual(
      fleet.watch.told('deleted').types.filter((type) => type !== 'MODIFIED'),
      ['ADDED', 'DELETED', 'ADDED', 'DELETED'],
    );
  });

  test('one that runs: its command is ended, no handler starts', async () => {
    const before = await brokerContents(fleet.nats.url);
    const name = 'deleted-running';
    const { metadata } = await fleet.client.createWorkflow(
      NAMESPACE,
      gatedWorkflow(name, 'work', { gates, image: 'none' }),
    );
    await gates.begun({ workflow: name, template: 'work' });
    await fleet.client.deleteWorkflow(NAMESPACE, name);
    await assert.rejects(fleet.client.getWorkflow(NAMESPACE, name), { code: 'not_found' });
    await eventually('its process is gone', async () =>
      (await fleet.attemptFolders()).length === 0 ? true : undefined,
    );
    for (const template of ['tidy', 'farewell']) assert.equal(gates.starts({ workflow: name, template }), 0);
    await assertForgotten(metadata.uid ?? '', before);
  });
});

/** The broker keeps what it kept before, but for the note that the workflow was deleted; reads find nothing. */
async function assertForgotten(uid: string, before: readonly string[]): Promise<void> {
  await assertBrokerForgets(fleet, before);
  const store = connectPostgresReadModel({
    url: fleet.postgres.url,
    maxConnections: 1,
    onConnectionLost: () => undefined,
  });
  try {
    assert.equal(await store.get({ uid }), undefined);
    // Kept for an hour, for watchers that were away: who it was, and nothing of its nodes.
    assert.equal((await store.getRemains(uid))?.nodes, undefined);
  } finally {
    await store.close();
  }
}
