import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { nodeId, podName } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { ContainerGates } from '../fleet/container-gates.ts';
import { assertNoContainers } from '../fleet/containers.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { gatedWorkflow } from '../fleet/gated-workflow.ts';
import { runYaml } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('the output of containers', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  const gates = await ContainerGates.listen(fleet.agentIds);
  fleet.onStop(() => gates.close());
  afterEach(() => assertNoContainers(fleet));

  const linesOf = async (name: string, options = {}): Promise<string[]> => {
    const lines: string[] = [];
    for await (const { content } of fleet.client.workflowLogs(NAMESPACE, name, options)) lines.push(content);
    return lines;
  };

  test('is told while it comes, to the last line of the last handler, and the same afterwards', async () => {
    const name = 'live';
    await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, 'work', { gates, image }));
    const lines: string[] = [];
    for await (const { content } of fleet.client.workflowLogs(NAMESPACE, name, { follow: true })) {
      lines.push(content);
      // Told although its container waits: else this test would wait too.
      if (content === 'begun live.work') await gates.open({ workflow: name, template: 'work' });
    }
    const said = ['work', 'tidy', 'farewell'].flatMap((one) => [
      `begun ${name}.${one}`,
      `ended ${name}.${one}`,
    ]);
    assert.deepEqual(lines, said);
    assert.deepEqual(await linesOf(name), said);
    assert.deepEqual(await linesOf(name, { follow: true }), said);
  });

  test('survives a restart of everything', async () => {
    const before = await linesOf('live');
    await fleet.kill('api', 'status', 'scheduler', 'executor');
    await fleet.nats.kill();
    await fleet.nats.restart();
    await fleet.restart('api', 'status', 'scheduler', 'executor');
    assert.deepEqual(await linesOf('live'), before);
  });

  test('in bulk, on both streams, without a newline at the end; chosen by pod, text, and number of lines', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: { name: bulk }
spec:
  entrypoint: main
  templates:
    - name: main
      dag: { tasks: [{ name: a, template: much }, { name: b, template: little }] }
    - name: much
      container: { image: '${image}', command: [sh, -c], args: ['seq 1 5000; seq 5001 10000 >&2; printf end'] }
    - name: little
      container: { image: '${image}', command: [echo, little] }
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded');
    const numbers = Array.from({ length: 10_000 }, (_, n) => String(n + 1));
    const much = { podName: podName('bulk', 'bulk.a', 'much', nodeId('bulk', 'bulk.a')) };
    const lines = await linesOf('bulk', much);
    assert.deepEqual(lines.toSorted(), [...numbers, 'end'].sort());
    for (const stream of [numbers.slice(0, 5_000), numbers.slice(5_000)]) {
      const own = new Set(stream);
      assert.deepEqual(
        lines.filter((line) => own.has(line)),
        stream,
        'each stream is in order',
      );
    }
    assert.deepEqual((await linesOf('bulk')).length, 10_002);
    assert.deepEqual(await linesOf('bulk', { ...much, grep: '^99\\d\\d$', tailLines: 3 }), [
      '9997',
      '9998',
      '9999',
    ]);
    assert.deepEqual(await linesOf('bulk', { grep: 'little' }), ['little']);
  });

  test('of nobody is an error', async () => {
    await assert.rejects(linesOf('nobody'), { code: 'not_found' });
    await assert.rejects(linesOf('bulk', { grep: '(' }), { code: 'invalid_argument' });
  });
}
