import type { Outputs, Workflow } from '@tiphys/spec';
import type { ContainerOutcome } from '../commands.ts';
import type { AnswerCache } from '../locks/lock-events.ts';
import { isWorkflowKey } from '../locks/lock-key.ts';
import type { NodeState, WorkflowState } from '../state.ts';
import { Scenario } from './scenario.ts';

/** A node of a recorded trace; the tree is keyed by node names. */
export interface TracedNode {
  type: string;
  phase: string;
  message?: string;
  children?: string[];
  outputs?: Outputs;
}

/** The outcome that a test gave to a pod. */
export interface TracedPod {
  node: string;
  message?: string;
  exitCode?: string;
  /** Where it is missing, the next look tells what the pod put out. */
  outputs?: Outputs;
  /** Of a container set. */
  containers?: ContainerOutcome[];
}

/**
 * One look of Argo's controller at the workflow, what a test made of its pods, what somebody asked for, or time that
 * went by: so much, or without `seconds` as much as is waited for.
 */
export type TraceStep =
  | { op: 'operate'; phase: string; message?: string; nodes?: Record<string, TracedNode> }
  | { op: 'setPods'; phase: string; pods: TracedPod[] }
  | { op: 'shutdown'; strategy: 'Stop' | 'Terminate' }
  | { op: 'set'; node: string; phase: 'Succeeded' | 'Failed'; message?: string; parameters?: NamedValue[] }
  | { op: 'wait'; seconds?: number };

interface NamedValue {
  name: string;
  value: string;
}

type Look = Extract<TraceStep, { op: 'operate' }>;

/**
 * Replays a trace of the real controller on the engine.
 *
 * @returns where the two differ, each as a line; empty where they do not.
 */
export function replayTrace(workflow: Workflow, steps: readonly TraceStep[]): string[] {
  const scenario = new Scenario(workflow);
  // Argo's tests do not generate names: the nodes of a workflow that has none are recorded without it.
  const prefix = workflow.metadata.name === undefined ? scenario.state.name : '';
  const differences: string[] = [];
  const isTimed = steps.some((step) => step.op === 'wait' && step.seconds !== undefined);
  for (const [index, step] of steps.entries()) {
    if (step.op === 'operate') shutDownAsRecorded(scenario, step.message ?? '');
    if (step.op === 'wait') {
      if (step.seconds === undefined) fireTimers(scenario);
      else scenario.pass(step.seconds * 1000);
    } else if (step.op === 'shutdown') {
      scenario.send({ type: step.strategy === 'Stop' ? 'stopWorkflow' : 'terminateWorkflow' });
    } else if (step.op === 'set') setSuspendNode(scenario, step, prefix);
    else if (step.op === 'setPods') {
      const next = steps.slice(index).find((later) => later.op === 'operate');
      setPods(scenario, step, prefix, next);
    } else {
      settleWithOthers(scenario, step, prefix);
      const found = isTimed ? compare(scenario.state, step, prefix) : look(scenario, step, prefix);
      differences.push(...found.map((line) => `step ${index}: ${line}`));
    }
  }
  return differences;
}

/** What agents, locks and caches do until the controller has looked at all of it. */
function settleWithOthers(scenario: Scenario, step: Look, prefix: string): void {
  for (let before = -1; before !== scenario.history.length; ) {
    before = scenario.history.length;
    answerGates(scenario, step, prefix);
    endCancelled(scenario);
  }
}

/** Argo's controller does not wait for containers that it ends. */
function endCancelled(scenario: Scenario): void {
  for (const { nodeId, cancelMessage, agentId } of [...scenario.draft.attempts.values()]) {
    if (cancelMessage === undefined || agentId === undefined) continue;
    scenario.finish(scenario.draft.nodes.get(nodeId)?.name ?? '', { phase: 'Failed' });
  }
}

function setSuspendNode(
  scenario: Scenario,
  { node, phase, message, parameters }: Extract<TraceStep, { op: 'set' }>,
  prefix: string,
): void {
  const rejection = scenario.send({
    type: 'setNodes',
    nodeFieldSelector: `name=${prefix}${node}`,
    setting: { phase, message, outputParameters: parameters ?? [] },
  });
  if (rejection !== undefined) throw new Error(`${node} cannot be set: ${rejection.message}`);
}

/** A test that stops its workflow sets a field of it, which is not recorded; what comes of it is. */
function shutDownAsRecorded(scenario: Scenario, message: string): void {
  const strategy = /^Stopped with strategy '(Stop|Terminate)'$/.exec(message)?.[1];
  if (strategy === undefined || scenario.state.shutdown !== undefined) return;
  scenario.send({ type: strategy === 'Stop' ? 'stopWorkflow' : 'terminateWorkflow' });
}

/** Locks are granted and caches miss, but where the trace says otherwise. */
function answerGates(scenario: Scenario, step: Look, prefix: string): void {
  const { draft } = scenario;
  const traced = (id: string) => step.nodes?.[(draft.nodes.get(id)?.name ?? '').slice(prefix.length)];
  const nextLookup = () =>
    [...draft.atGate].find((id) => draft.nodes.get(id)?.memoization?.lookup === 'open');
  const told = (key: string) => (isWorkflowKey(key) ? step.message : traced(key)?.message) ?? '';
  const waits = (key: string) => told(key).startsWith('Waiting for ');
  const nextKey = () =>
    [...draft.locks].find(([key, { held, waiting }]) => !held && (waiting === undefined || !waits(key)))?.[0];
  for (let id = nextLookup(); id !== undefined; id = nextLookup()) {
    scenario.answerCache(draft.nodes.get(id)?.name ?? '', cacheAnswer(traced(id)));
  }
  for (let key = nextKey(); key !== undefined; key = nextKey()) {
    if (waits(key)) {
      scenario.answerLocks(key, { kind: 'waiting', lock: '', message: told(key), holders: [] });
    } else scenario.answerLocks(key);
  }
}

function cacheAnswer(node: TracedNode | undefined): AnswerCache['answer'] {
  if (node?.phase === 'Succeeded') {
    const { exitCode: _, ...outputs } = putOut({ node: '', outputs: node.outputs ?? {} }, undefined);
    return { kind: 'hit', outputs };
  }
  if (node?.phase === 'Error') return { kind: 'failed', message: node.message ?? '' };
  return { kind: 'miss' };
}

function setPods(
  scenario: Scenario,
  { phase, pods }: Extract<TraceStep, { op: 'setPods' }>,
  prefix: string,
  next: Look | undefined,
): void {
  for (const pod of pods) {
    const node = prefix + pod.node;
    if (phase === 'Pending') continue;
    if (scenario.attempt(node).agentId === undefined) scenario.claim(node);
    if (phase === 'Running') {
      if (scenario.attempt(node).task.daemon === true) scenario.ready(node);
      continue;
    }
    const outcome = outcomeOf(phase);
    const kept = outcome === 'Succeeded' ? (scenario.attempt(node).task.outputArtifacts ?? []) : [];
    const outputs = putOut(pod, next);
    // A pod that succeeded has kept what it was to keep, else Argo would not let it succeed.
    if (kept.length > 0) outputs.artifacts = kept.map(({ name }) => ({ name }));
    scenario.finish(node, {
      phase: outcome,
      ...(pod.message === undefined ? {} : { message: pod.message }),
      ...(Object.keys(outputs).length === 0 ? {} : { outputs }),
      ...(pod.containers === undefined ? {} : { containers: pod.containers }),
    });
  }
}

function outcomeOf(phase: string): 'Succeeded' | 'Failed' | 'Error' {
  return phase === 'Succeeded' || phase === 'Error' ? phase : 'Failed';
}

/** The values alone: what else a node shows of its outputs is the template's. */
function putOut(pod: TracedPod, next: Look | undefined): Outputs {
  const told = pod.outputs ?? next?.nodes?.[pod.node]?.outputs;
  const exitCode = pod.exitCode ?? told?.exitCode;
  const parameters = valuesOf(told).map(([name, value]) => ({ name, value }));
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(told?.result === undefined ? {} : { result: told.result }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

function valuesOf(outputs: Outputs | undefined): [string, string][] {
  return (outputs?.parameters ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
}

/** A trace does not say how much time went by: where the two differ and something waits for its time, it has come. */
function look(scenario: Scenario, step: Look, prefix: string): string[] {
  const differences = compare(scenario.state, step, prefix);
  if (differences.length === 0 || scenario.state.timers.size === 0) return differences;
  fireTimers(scenario);
  return compare(scenario.state, step, prefix);
}

function fireTimers(scenario: Scenario): void {
  for (const timerId of [...scenario.state.timers.keys()]) scenario.send({ type: 'fireTimer', timerId });
}

function compare(state: WorkflowState, step: Look, prefix: string): string[] {
  const differences: string[] = [];
  differ(differences, 'workflow phase', state.phase, step.phase);
  differ(differences, 'workflow message', state.message, step.message ?? '');
  const ours = new Map([...state.nodes.values()].map((node) => [node.name, node]));
  const theirs = new Map(Object.entries(step.nodes ?? {}));
  for (const [recorded, expected] of theirs) {
    const name = prefix + recorded;
    const node = ours.get(name);
    if (node === undefined) {
      differences.push(`${name}: missing`);
      continue;
    }
    differ(differences, `${name} type`, typeLikeArgos(node, expected), expected.type);
    differ(differences, `${name} phase`, phaseLikeArgos(node, expected), expected.phase);
    differ(differences, `${name} message`, node.message, expected.message ?? '');
    const children = node.children.map((id) => state.nodes.get(id)?.name ?? id);
    differ(
      differences,
      `${name} children`,
      children.join(' '),
      (expected.children ?? [])
        .filter((child) => theirs.has(child))
        .map((child) => prefix + child)
        .join(' '),
    );
    // A pod's outputs are what the trace gave it.
    if (node.type !== 'Pod')
      differ(
        differences,
        `${name} outputs`,
        shown(node.outputs as Outputs | undefined),
        shown(expected.outputs),
      );
  }
  for (const [name, { phase, message }] of ours) {
    if (theirs.has(name.slice(prefix.length))) continue;
    differences.push(`${name}: not in the trace (${phase}${message === '' ? '' : `: ${message}`})`);
  }
  return differences;
}

/** What is asked of a lock or a cache in vain has its own type here, and is Skipped in Argo (docs/compatibility.md). */
function typeLikeArgos(node: NodeState, expected: TracedNode): string {
  return node.gated && node.phase === 'Error' && expected.type === 'Skipped' ? 'Skipped' : node.type;
}

/** Argo leaves what it has looked up in a cache, or what has waited for a lock, Pending until it ends (docs/compatibility.md). */
function phaseLikeArgos(node: NodeState, expected: TracedNode): string {
  const isGated = (node.gated || node.memoization !== undefined) && node.type !== 'Pod';
  return isGated && node.phase === 'Running' && expected.phase === 'Pending' ? 'Pending' : node.phase;
}

function differ(differences: string[], what: string, ours: string, theirs: string): void {
  if (ours !== theirs) differences.push(`${what}: "${ours}", in Argo "${theirs}"`);
}

/** What a node put out, but for its artifacts, which lie elsewhere in Argo. */
function shown(outputs: Outputs | undefined): string {
  return JSON.stringify({ result: outputs?.result, parameters: valuesOf(outputs) });
}
