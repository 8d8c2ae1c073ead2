import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyTransition,
  type NodeState,
  newDraft,
  type Transition,
  type WorkflowState,
} from '@tiphys/engine';
import {
  RANDOM_SURROUNDINGS,
  randomWorkflow,
  retryCommand,
  runRandomly,
  Scenario,
  seededRandom,
  WHOLE_LANGUAGE,
} from '@tiphys/engine/testing';
import type { NodeStatus } from '@tiphys/spec';
import { mergeChange } from '../assemble/merge-change.ts';
import { rfc3339 } from '../assemble/rfc3339.ts';
import { workflowObject } from '../assemble/workflow-object.ts';
import { projectTransition } from './project-transition.ts';
import { touchedKeys } from './projected-transition.ts';
import { RowSet } from './row-set.ts';

const WORKFLOWS = 100;

/** What progress counts (Argo's progress/updater.go). */
const EXECUTED: ReadonlySet<string> = new Set(['Pod', 'HTTP', 'Container', 'Suspend']);

test(`${WORKFLOWS} random workflows of the engine: after each transition the rows show the engine's state`, () => {
  for (let seed = 1; seed <= WORKFLOWS; seed += 1) {
    const scenario = runToEnd(seed);
    const rows = new RowSet();
    const draft = newDraft();
    const known = new Set<string>();
    let merged: ReturnType<typeof workflowObject> | undefined;
    for (const [index, transition] of scenario.history.entries()) {
      applyTransition(draft, structuredClone(transition));
      const change = projectTransition(rows, recorded(transition, index + 1), index);
      assert.ok(change, `seed ${seed}`);
      const touched = new Set(touchedKeys([recorded(transition, index + 1)]).nodes.map(({ id }) => id));
      for (const { node, removed } of change.nodes) {
        if (known.has(node.id)) assert.ok(touched.has(node.id), `seed ${seed}: ${node.name} was not read`);
        if (removed) known.delete(node.id);
        else known.add(node.id);
      }
      if (draft.deleted) {
        assert.deepEqual([...rows.nodesOf('uid-1')], [], `seed ${seed}`);
        assert.ok(rows.workflows.get('uid-1')?.deletedAt, `seed ${seed}`);
        break;
      }
      const row = rows.workflows.get('uid-1')!;
      const nodes = [...rows.nodesOf('uid-1')];
      const whole = workflowObject({ row, manifest: rows.manifests.get('uid-1'), nodes });
      assertShows(whole, draft, `seed ${seed}, transition ${index}`);
      merged = merged === undefined ? whole : mergeChange(merged, change);
      assert.equal(JSON.stringify(merged), JSON.stringify(whole), `seed ${seed}, transition ${index}`);
    }
  }
});

function assertShows(object: ReturnType<typeof workflowObject>, state: WorkflowState, where: string): void {
  const { status } = object;
  assert.equal(status?.phase, state.phase, where);
  assert.equal(status?.message ?? '', state.message, where);
  assert.equal(status?.startedAt, rfc3339(state.startedAt), where);
  assert.equal(status?.finishedAt, rfc3339(state.finishedAt), where);
  assert.equal(object.spec.shutdown, state.shutdown, where);
  assert.equal(object.spec.suspend === true, state.suspended, where);
  assert.deepEqual(status?.outputs?.parameters ?? [], [...state.globalParameters.values()], where);
  assert.deepEqual(status?.outputs?.artifacts ?? [], [...state.globalArtifacts.values()], where);
  const nodes = status?.nodes ?? {};
  assert.deepEqual(Object.keys(nodes).sort(), [...state.nodes.keys()].sort(), where);
  for (const node of state.nodes.values()) {
    assert.deepEqual(
      JSON.parse(JSON.stringify(nodes[node.id])),
      shown(node, nodes[node.id], state.locks.get(node.id)?.waiting?.lock),
      where,
    );
  }
  const pods = [...state.nodes.values()].filter(({ type }) => type === 'Pod');
  const counted = [...state.nodes.values()].filter(({ type }) => EXECUTED.has(type));
  const done = counted.filter(({ phase }) => phase === 'Succeeded').length;
  const progress = state.startedAt === 0 ? undefined : `${done}/${counted.length}`;
  assert.equal(status?.progress, progress, where);
  const running = pods.some(({ phase }) => phase === 'Running') ? 'True' : 'False';
  const condition = status?.conditions?.find(({ type }) => type === 'PodRunning')?.status;
  assert.equal(condition, pods.length === 0 ? undefined : running, where);
}

/** The node as it is to be shown, from the engine's state; what it sums up is another test's. */
function shown(
  node: NodeState,
  { progress, resourcesDuration }: Pick<NodeStatus, 'progress' | 'resourcesDuration'> = {},
  waiting: string | undefined,
): unknown {
  const fields = {
    id: node.id,
    name: node.name,
    displayName: node.displayName,
    type: node.type,
    templateName: node.templateName || undefined,
    templateScope: node.templateScope || undefined,
    phase: node.phase,
    boundaryID: node.boundaryID,
    message: node.message || undefined,
    startedAt: rfc3339(node.startedAt),
    finishedAt: rfc3339(node.finishedAt),
    progress,
    resourcesDuration: node.type === 'Pod' ? node.resourcesDuration : resourcesDuration,
    nodeFlag: node.nodeFlag,
    inputs: node.inputs,
    outputs: node.outputs,
    children: node.children.length === 0 ? undefined : node.children,
    outboundNodes: node.outboundNodes.length === 0 ? undefined : node.outboundNodes,
    hostNodeName: node.hostNodeName,
    podIP: node.podIP,
    daemoned: node.daemon === 'ready' ? true : undefined,
    memoizationStatus: memoizationStatus(node),
    synchronizationStatus: waiting === undefined ? undefined : { waiting },
  };
  return JSON.parse(JSON.stringify(fields));
}

function memoizationStatus({ memoization }: NodeState): unknown {
  if (memoization === undefined) return undefined;
  const { hit, key, cacheName } = memoization;
  return { hit, key, cacheName };
}

function recorded(transition: Transition, version: number) {
  const ref = { uid: 'uid-1', namespace: 'default', name: 'wf' };
  return { ref, version, transition, traceparent: '' };
}

/** To its end, in random order, with failures and what people want; then at times once more. */
function runToEnd(seed: number): Scenario {
  const random = seededRandom(seed);
  const workflow = randomWorkflow(random, 'wf', WHOLE_LANGUAGE);
  const scenario = new Scenario(workflow, undefined, RANDOM_SURROUNDINGS);
  runRandomly(scenario, random, { people: true });
  for (let retries = 0; retries < 2 && random.chance(0.5); retries += 1) {
    scenario.send(retryCommand(random, scenario.state));
    runRandomly(scenario, random, { people: random.chance(0.5) });
  }
  return scenario;
}
