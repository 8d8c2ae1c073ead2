import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';

const container = { image: 'busybox', command: ['true'] };
const leaf: Template = { name: 'leaf', container };
const daemon: Template = { name: 'daemon', daemon: true, container };
const client: Template = {
  name: 'client',
  inputs: { parameters: [{ name: 'ip' }] },
  container: { ...container, args: ['{{inputs.parameters.ip}}'] },
};

function start(templates: Template[], spec: Partial<Workflow['spec']> = {}): Scenario {
  const all = [...templates, leaf, daemon, client];
  return new Scenario({ metadata: {}, spec: { entrypoint: all[0]?.name ?? '', templates: all, ...spec } });
}

function ip(reference: string) {
  return { parameters: [{ name: 'ip', value: `{{${reference}.ip}}` }] };
}

const dag: Template = {
  name: 'main',
  dag: {
    tasks: [
      { name: 'db', template: 'daemon', onExit: 'leaf' },
      { name: 'use', template: 'client', dependencies: ['db'], arguments: ip('tasks.db') },
    ],
  },
};

test('those that wait for a daemon go on once it is ready, and know its address; it ends with its DAG', () => {
  const scenario = start([dag]);
  scenario.claim('wf.db');
  assert.deepEqual(scenario.outstanding(), ['wf.db']);
  assert.equal(scenario.ready('wf.db', '10.1.2.3'), undefined);
  assert.equal(scenario.ready('wf.db')?.code, 'duplicate');
  assert.deepEqual(scenario.attempt('wf.use').task.args, ['10.1.2.3']);
  assert.equal(scenario.node('wf.db').phase, 'Running');
  scenario.run('wf.use');
  assert.equal(scenario.node('wf.db').phase, 'Succeeded');
  assert.equal(scenario.node('wf').phase, 'Running', 'the handler of the daemon is waited for');
  scenario.run('wf.db.onExit');
  assert.equal(scenario.node('wf').phase, 'Succeeded');
  assert.equal(scenario.state.phase, 'Running', 'its container has not ended');
  scenario.finish('wf.db', { phase: 'Failed', message: 'main: Error (exit code 143)' });
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(scenario.node('wf.db').message, '');
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('steps: the next group starts, and the daemon ends with the steps, not with the workflow', () => {
  const scenario = start([
    { name: 'main', steps: [[{ name: 'inner', template: 'inner' }], [{ name: 'later', template: 'leaf' }]] },
    {
      name: 'inner',
      steps: [
        [
          { name: 'db', template: 'daemon' },
          { name: 'other', template: 'leaf' },
        ],
        [{ name: 'use', template: 'client', arguments: ip('steps.db') }],
      ],
    },
  ]);
  scenario.ready('wf[0].inner[0].db');
  assert.equal(scenario.node('wf[0].inner[0]').phase, 'Running');
  scenario.run('wf[0].inner[0].other');
  scenario.run('wf[0].inner[1].use');
  assert.equal(scenario.node('wf[0].inner[0].db').phase, 'Succeeded');
  assert.deepEqual(scenario.outstanding(), ['wf[0].inner[0].db', 'wf[1].later']);
  assert.equal(scenario.attempt('wf[0].inner[0].db').cancelMessage, 'a daemon whose work is done');
  scenario.finish('wf[0].inner[0].db', { phase: 'Succeeded' });
  scenario.run('wf[1].later');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a daemon that ends before it is ready has failed, whatever its exit code', () => {
  const scenario = start([dag]);
  scenario.run('wf.db');
  assert.equal(scenario.node('wf.db').phase, 'Failed');
  scenario.run('wf.db.onExit');
  assert.equal(scenario.node('wf.use').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Failed');
});

test('one that ends by itself later is Failed, its handler runs, and those that use it decide', () => {
  const scenario = start([dag]);
  scenario.ready('wf.db');
  scenario.finish('wf.db', { phase: 'Failed', message: 'main: Error (exit code 3)' });
  assert.equal(scenario.node('wf.db').phase, 'Failed');
  assert.deepEqual(scenario.outstanding(), ['wf.db.onExit', 'wf.use']);
  scenario.run('wf.use');
  assert.equal(scenario.node('wf').phase, 'Running');
  scenario.run('wf.db.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a retried daemon starts again while others use it; the new one is reached where it is', () => {
  const scenario = start([
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'db', template: 'again' },
          { name: 'a', template: 'leaf', depends: 'db.Daemoned' },
          { name: 'b', template: 'client', dependencies: ['a', 'db'], arguments: ip('tasks.db') },
        ],
      },
    },
    { name: 'again', daemon: true, retryStrategy: { limit: 2 }, container },
  ]);
  scenario.ready('wf.db(0)', '10.0.0.1');
  assert.equal(scenario.node('wf.db').podIP, '10.0.0.1');
  scenario.finish('wf.db(0)', { phase: 'Failed', message: 'x' });
  scenario.ready('wf.db(1)', '10.0.0.2');
  scenario.run('wf.a');
  assert.deepEqual(scenario.attempt('wf.b').task.args, ['10.0.0.2']);
  scenario.run('wf.b');
  assert.equal(scenario.node('wf.db(0)').phase, 'Failed');
  assert.equal(scenario.node('wf.db(1)').phase, 'Succeeded');
  assert.equal(scenario.node('wf.db').phase, 'Succeeded');
  scenario.finish('wf.db(1)', { phase: 'Failed' });
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('an entrypoint that is a daemon ends when it is ready; a lost agent does not hold the workflow', () => {
  const scenario = start([{ name: 'main', daemon: true, container }], { onExit: 'leaf' });
  scenario.ready('wf');
  assert.equal(scenario.node('wf').phase, 'Succeeded');
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Running');
  assert.equal(scenario.send({ type: 'failLostAgent', agentId: 'agent-1' }), undefined);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a stop leaves a daemon to its DAG, which ends; a daemon takes no place of a limit', () => {
  const scenario = start([{ name: 'main', parallelism: 1, dag: dag.dag ?? { tasks: [] } }], {
    parallelism: 1,
  });
  scenario.ready('wf.db');
  scenario.claim('wf.use');
  scenario.send({ type: 'stopWorkflow' });
  assert.equal(scenario.attempt('wf.db').cancelMessage, undefined);
  scenario.finish('wf.use', { phase: 'Failed' });
  assert.equal(scenario.node('wf.db').phase, 'Succeeded');
  scenario.run('wf.db.onExit');
  scenario.finish('wf.db', { phase: 'Failed' });
  assert.equal(scenario.state.phase, 'Failed');
});

test('reports that are not to be believed', () => {
  const scenario = start([dag]);
  const { nodeId, attempt } = scenario.attempt('wf.db');
  const ready = { type: 'reportReady', nodeId, attempt, agentId: 'agent-1' } as const;
  assert.equal(scenario.send(ready)?.code, 'claimed_by_other');
  scenario.claim('wf.db', 'agent-2');
  assert.equal(scenario.send(ready)?.code, 'claimed_by_other');
  assert.equal(scenario.send({ ...ready, attempt: 7 })?.code, 'superseded');
  scenario.send({ ...ready, agentId: 'agent-2', podIP: '10.0.0.1' });
  const used = scenario.attempt('wf.use');
  scenario.claim('wf.use');
  assert.equal(scenario.send({ ...ready, nodeId: used.nodeId })?.code, 'invalid');
});
