import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scheduling, Template, Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import type { Placement } from './container-task.ts';
import { poolOf } from './placement.ts';

const container = { image: 'busybox', command: ['true'] };

function start(templates: Template[], spec: Partial<Workflow['spec']> = {}): Scenario {
  return new Scenario({ metadata: {}, spec: { entrypoint: 'main', templates, ...spec } });
}

const gpu: Scheduling['affinity'] = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'gpu', operator: 'In', values: ['{{workflow.parameters.gpu}}'] }] },
      ],
    },
  },
};

test("a template's placement, else that of the template around it, else the workflow's; each by itself", () => {
  const scenario = start(
    [
      {
        name: 'main',
        nodeSelector: { disk: '{{workflow.parameters.gpu}}' },
        dag: {
          tasks: [
            { name: 'own', template: 'own' },
            { name: 'around', template: 'plain' },
            { name: 'deeper', template: 'steps' },
          ],
        },
      },
      { name: 'steps', steps: [[{ name: 'a', template: 'plain' }]] },
      { name: 'own', nodeSelector: { zone: 'a' }, container },
      { name: 'plain', container },
    ],
    {
      nodeSelector: { any: 'x' },
      affinity: gpu,
      arguments: { parameters: [{ name: 'gpu', value: 'a100' }] },
    },
  );
  const terms = [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: ['a100'] }] }];
  const placements = ['wf.own', 'wf.around', 'wf.deeper[0].a'].map((name) => {
    const { pool, task } = scenario.attempt(name);
    assert.equal(pool, poolOf(task.placement as Placement));
    return task.placement;
  });
  assert.deepEqual(placements, [
    { labels: { zone: 'a' }, terms },
    { labels: { disk: 'a100' }, terms },
    { labels: { any: 'x' }, terms },
  ]);
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('without a placement any agent will do; the same placement is the same pool', () => {
  assert.equal(start([{ name: 'main', container }]).attempt('wf').pool, 'default');
  assert.equal(poolOf({ labels: { a: '1', b: '2' } }), poolOf({ labels: { b: '2', a: '1' } }));
  assert.notEqual(poolOf({ labels: { a: '1' } }), poolOf({ labels: { a: '2' } }));
  assert.notEqual(poolOf({ labels: { a: '1' } }), poolOf({ labels: { a: '1' }, terms: [] }));
});

test('tolerations are part of the placement, and so is what not every agent has', () => {
  const tolerations = [{ key: 'spot', operator: 'Exists' }];
  const large = { ...container, resources: { requests: { cpu: '2' } } };
  const common = { ...container, resources: { requests: { cpu: '1', memory: '1Gi' } } };
  const placementOf = (template: Omit<Template, 'name'>, spec: Partial<Workflow['spec']> = {}) =>
    start([{ name: 'main', ...template }], spec).attempt('wf').task.placement;
  assert.deepEqual(placementOf({ container, tolerations }), { tolerations });
  assert.deepEqual(placementOf({ container }, { tolerations }), { tolerations });
  assert.equal(placementOf({ container: common }), undefined);
  const requests = { milliCpu: 2_000, memoryBytes: 0, gpus: 0 };
  assert.deepEqual(placementOf({ container: large }), { requests });
  assert.deepEqual(placementOf({ container: large, nodeSelector: { a: '1' } }), {
    labels: { a: '1' },
    requests,
  });
  assert.notEqual(poolOf({ requests }), poolOf({ requests: { ...requests, gpus: 1 } }));
  assert.notEqual(poolOf({ labels: {}, tolerations }), poolOf({ labels: {} }));
});

test('a node that no agent matches says so until one comes', () => {
  const scenario = start([{ name: 'main', nodeSelector: { disk: 'ssd' }, container }]);
  const { nodeId, attempt } = scenario.attempt('wf');
  const note = { type: 'noteUnschedulable', nodeId, attempt, message: 'Unschedulable: 0/0' } as const;
  assert.equal(scenario.send(note), undefined);
  assert.equal(scenario.node('wf').message, 'Unschedulable: 0/0');
  assert.equal(scenario.send(note)?.code, 'duplicate');
  scenario.claim('wf');
  assert.equal(scenario.node('wf').message, '');
  assert.equal(scenario.send(note)?.code, 'superseded');
});

test('what names the address of a daemon runs where the daemon runs, and fails with its agent', () => {
  const scenario = start([
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'db', template: 'db' },
          {
            name: 'use',
            template: 'client',
            dependencies: ['db'],
            arguments: { parameters: [{ name: 'ip', value: '{{tasks.db.ip}}' }] },
          },
          { name: 'other', template: 'plain', dependencies: ['db'] },
        ],
      },
    },
    { name: 'db', daemon: true, container },
    { name: 'plain', container },
    {
      name: 'client',
      inputs: { parameters: [{ name: 'ip' }] },
      container: { ...container, args: ['http://{{inputs.parameters.ip}}:80'] },
    },
  ]);
  scenario.ready('wf.db', '10.0.0.7', 'agent-7');
  assert.equal(scenario.attempt('wf.use').pool, 'agent-agent-7');
  assert.equal(scenario.attempt('wf.other').pool, 'default');
  scenario.send({ type: 'failLostAgent', agentId: 'agent-7' });
  assert.equal(scenario.node('wf.use').phase, 'Error');
  assert.equal(scenario.node('wf.use').message, 'agent agent-7 is lost: its heartbeats have stopped');
  scenario.run('wf.other');
  assert.equal(scenario.state.phase, 'Error');
});

test('a podSpecPatch says where too: a selector is merged, tolerations and terms are replaced', () => {
  const patch = {
    nodeSelector: { disk: 'fast', zone: null },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    affinity: gpu,
  };
  const scenario = start(
    [
      {
        name: 'main',
        nodeSelector: { zone: 'a', kind: 'x' },
        podSpecPatch: JSON.stringify(patch),
        container,
      },
    ],
    { arguments: { parameters: [{ name: 'gpu', value: 'yes' }] }, tolerations: [{ key: 'old' }] },
  );
  assert.deepEqual(scenario.attempt(scenario.outstanding()[0] ?? '').task.placement, {
    labels: { kind: 'x', disk: 'fast' },
    terms: [{ matchExpressions: [{ key: 'gpu', operator: 'In', values: ['yes'] }] }],
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
  });
});
