import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflow } from '@tiphys/engine/testing';
import { ManualAgent } from './testing/manual-agent.ts';
import { World } from './testing/scheduler-world.ts';

const container = { image: 'busybox', command: ['true'] };

test('the pool of a placed task is made known once, and a node that no agent matches says so', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  await agent.beat();
  const items = { withItems: ['x', 'y'] };
  const { uid } = await world.create(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [
              { name: 'a', template: 'there', ...items },
              { name: 'b', template: 'none' },
            ],
          ],
        },
        { name: 'there', nodeSelector: { disk: 'ssd' }, container },
        { name: 'none', nodeSelector: { disk: 'tape' }, container },
      ],
    }),
  );
  await world.quiet();
  const pools = await world.broker.agents.newPools(new Set());
  assert.deepEqual(pools.map(({ placement }) => placement.labels?.disk).sort(), ['ssd', 'tape']);
  assert.equal(world.script.count('s1', 'agents.addPool'), 2);
  const state = await world.state(uid);
  const messages = [...state.nodes.values()].map(({ name, message }) => `${name}: ${message}`);
  assert.deepEqual(messages.slice(2), [
    'wf[0].a(0:x): ',
    'wf[0].a(1:y): ',
    "wf[0].b: Unschedulable: 0/1 agents are available: 1 agent(s) didn't match Pod's node affinity/selector.",
  ]);
});

test('the reasons of all agents, counted', async () => {
  const world = new World();
  world.scheduler('s1');
  const small = { milliCpu: 1_000, memoryBytes: 2 ** 30, gpus: 0 };
  const taints = [{ key: 'spot', value: '', effect: 'NoSchedule' as const }];
  await new ManualAgent(world, 'a1').beat('1', { allocatable: small });
  await new ManualAgent(world, 'a2').beat('1', { allocatable: small });
  await new ManualAgent(world, 'a3').beat('1', { taints });
  const { uid } = await world.create(
    workflow({
      templates: [
        {
          name: 'main',
          container: { ...container, resources: { requests: { cpu: '3', memory: '1Gi' } } },
        },
      ],
    }),
  );
  await world.quiet();
  const [node] = (await world.state(uid)).nodes.values();
  assert.equal(
    node?.message,
    'Unschedulable: 0/3 agents are available: 1 agent(s) had untolerated taint {spot: }, 2 Insufficient cpu.',
  );
});
