import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '@tiphys/engine/testing';
import { type NodeStatus, nodeId, type Workflow } from '@tiphys/spec';
import { resubmitted, reusedNodes } from './resubmit-workflow.ts';

const spec: Workflow['spec'] = {
  entrypoint: 'main',
  shutdown: 'Stop',
  templates: [
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'a', template: 'leaf' },
          {
            name: 'b',
            template: 'echo',
            dependencies: ['a'],
            arguments: { parameters: [{ name: 'm', value: '{{tasks.a.outputs.result}}' }] },
          },
        ],
      },
    },
    { name: 'leaf', container: { name: '', image: 'i', command: ['x'] } },
    {
      name: 'echo',
      inputs: { parameters: [{ name: 'm' }] },
      container: { name: '', image: 'i', command: ['echo'], args: ['{{inputs.parameters.m}}'] },
    },
  ],
} as Workflow['spec'];

function node(name: string, phase: NodeStatus['phase'], result?: string): [string, NodeStatus] {
  const id = nodeId('old', name);
  const outputs = result === undefined ? {} : { outputs: { result } };
  return [id, { id, name, displayName: name, type: 'Pod', phase, ...outputs } as NodeStatus];
}

const old: Workflow = {
  metadata: {
    name: 'old',
    namespace: 'argo',
    generateName: 'gen-',
    uid: 'u',
    labels: { own: 'x', 'workflows.argoproj.io/completed': 'true', 'workflows.argoproj.io/phase': 'Failed' },
    annotations: { 'workflows.argoproj.io/trace-id': 't', note: 'n' },
  },
  spec,
  status: {
    phase: 'Failed',
    nodes: Object.fromEntries([
      node('old.a', 'Succeeded', 'kept'),
      node('old.b', 'Failed'),
      node('old.onExit', 'Succeeded'),
    ]),
  } as NonNullable<Workflow['status']>,
};

test('the manifest of the new workflow', () => {
  const { metadata, spec: again } = resubmitted(old, [{ name: 'p', value: 'v' }]);
  assert.deepEqual(metadata, {
    generateName: 'gen-',
    namespace: 'argo',
    labels: { own: 'x', 'workflows.argoproj.io/resubmitted-from-workflow': 'old' },
    annotations: { note: 'n' },
  });
  assert.equal(again.shutdown, undefined);
  assert.deepEqual(again.arguments, { parameters: [{ name: 'p', value: 'v' }] });
});

test('memoized: what succeeded does not run, and its outputs are there', () => {
  const nodes = reusedNodes(old, 'wf');
  assert.deepEqual(Object.keys(nodes), [nodeId('wf', 'wf.a')]);
  const { metadata, spec: again } = resubmitted(old, []);
  const scenario = new Scenario({
    metadata: { ...metadata, name: 'wf' },
    spec: again,
    status: { nodes } as NonNullable<Workflow['status']>,
  });
  const { type, phase, message, outputs } = scenario.node('wf.a');
  assert.deepEqual(
    [type, phase, message, outputs?.result],
    ['Skipped', 'Skipped', `original pod: ${nodeId('old', 'old.a')}`, 'kept'],
  );
  assert.deepEqual(scenario.outstanding(), ['wf.b']);
  assert.deepEqual(scenario.attempt('wf.b').task.args, ['kept']);
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.replayed(), scenario.state);
});
