import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { ContainerGates } from '../fleet/container-gates.ts';
import { assertNoContainers } from '../fleet/containers.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { gatedWorkflow } from '../fleet/gated-workflow.ts';
import { treeOf } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('workflows in containers are ended', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  const gates = await ContainerGates.listen(fleet.agentIds);
  fleet.onStop(() => gates.close());
  afterEach(() => assertNoContainers(fleet));

  test('stop: what runs is ended, handlers of both levels run', async () => {
    const name = 'stopped';
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'work', { gates, image }));
    await gates.begun({ workflow: name, template: 'work' });
    const answered = await fleet.client.stopWorkflow(NAMESPACE, name);
    assert.equal(answered.spec?.shutdown, 'Stop');
    const ended = await fleet.watch.finished(name);
    assert.deepEqual(
      [ended.status?.phase, ended.status?.message],
      ['Failed', "Stopped with strategy 'Stop'"],
    );
    assert.deepEqual(treeOf(ended), [
      '.a Pod Failed: workflow shutdown with strategy:  Stop',
      '.a.onExit Pod Succeeded',
      '.onExit Pod Succeeded',
      '/ DAG Failed',
    ]);
  });

  test("stop while the workflow's handler runs lets it finish", async () => {
    const name = 'stopped-late';
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'farewell', { gates, image }));
    await gates.begun({ workflow: name, template: 'farewell' });
    await fleet.client.stopWorkflow(NAMESPACE, name);
    await gates.open({ workflow: name, template: 'farewell' });
    const ended = await fleet.watch.finished(name);
    assert.equal(ended.status?.phase, 'Succeeded');
    assert.deepEqual(treeOf(ended), [
      '.a Pod Succeeded',
      '.a.onExit Pod Succeeded',
      '.onExit Pod Succeeded',
      '/ DAG Succeeded',
    ]);
  });

  test('terminate: no handler starts', async () => {
    const name = 'terminated';
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'work', { gates, image }));
    await gates.begun({ workflow: name, template: 'work' });
    await fleet.client.terminateWorkflow(NAMESPACE, name);
    const ended = await fleet.watch.finished(name);
    assert.deepEqual(
      [ended.status?.phase, ended.status?.message],
      ['Failed', "Stopped with strategy 'Terminate'"],
    );
    assert.deepEqual(treeOf(ended), [
      '.a Pod Failed: workflow shutdown with strategy:  Terminate',
      '/ DAG Failed',
    ]);
    for (const template of ['tidy', 'farewell']) assert.equal(gates.starts({ workflow: name, template }), 0);
  });

  test('terminate ends a handler that runs', async () => {
    const name = 'terminated-late';
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'tidy', { gates, image }));
    await gates.begun({ workflow: name, template: 'tidy' });
    await fleet.client.terminateWorkflow(NAMESPACE, name);
    const ended = await fleet.watch.finished(name);
    assert.equal(ended.status?.phase, 'Failed');
    assert.deepEqual(treeOf(ended), [
      '.a Pod Succeeded',
      '.a.onExit Pod Failed: workflow shutdown with strategy:  Terminate',
      '/ DAG Failed',
    ]);
  });

  test('one that has ended can be neither stopped nor terminated', async () => {
    const failed = { code: 'failed_precondition' };
    await assert.rejects(fleet.client.stopWorkflow(NAMESPACE, 'stopped'), failed);
    await assert.rejects(fleet.client.terminateWorkflow(NAMESPACE, 'stopped'), failed);
    await assert.rejects(fleet.client.stopWorkflow(NAMESPACE, 'nobody'), { code: 'not_found' });
  });
}
