import type { Workflow } from '@tiphys/spec';
import type { AnswerCache } from '../lock-events.ts';
import { isWorkflowKey } from '../lock-key.ts';
import type { WorkflowState } from '../state.ts';
import { Scenario } from './scenario.ts';

/** A node of a recorded trace; the tree is keyed by node names. */
export interface TracedNode {
  type: string;
  phase: string;
  message?: string;
  children?: string[];
}

/** One look of Argo's controller at the workflow, or the outcome that a test gave to its pods. */
export type TraceStep =
  | { op: 'operate'; phase: string; message?: string; nodes?: Record<string, TracedNode> }
  | { op: 'setPods'; phase: string; pods: { node: string; message?: string }[] };

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
  for (const [index, step] of steps.entries()) {
    if (step.op === 'operate') shutDownAsRecorded(scenario, step.message ?? '');
    if (step.op === 'setPods') setPods(scenario, step.phase, step.pods, prefix);
    else {
      answerGates(scenario, step, prefix);
      differences.push(...look(scenario, step, prefix).map((line) => `step ${index}: ${line}`));
    }
  }
  return differences;
}

/** A test that stops its workflow sets a field of it, which is not recorded; what comes of it is. */
function shutDownAsRecorded(scenario: Scenario, message: string): void {
  const strategy = /^Stopped with strategy '(Stop|Terminate)'$/.exec(message)?.[1];
  if (strategy === undefined || scenario.state.shutdown !== undefined) return;
  scenario.send({ type: strategy === 'Stop' ? 'stopWorkflow' : 'terminateWorkflow' });
}

/** Locks are granted and caches miss, but where the trace says otherwise. */
function answerGates(scenario: Scenario, step: Extract<TraceStep, { op: 'operate' }>, prefix: string): void {
  const { draft } = scenario;
  const traced = (id: string) => step.nodes?.[(draft.nodes.get(id)?.name ?? '').slice(prefix.length)];
  const nextLookup = () =>
    [...draft.atGate].find((id) => draft.nodes.get(id)?.memoization?.lookup === 'open');
  const nextKey = () => [...draft.locks].find(([, lock]) => !lock.held && lock.waiting === undefined)?.[0];
  for (let id = nextLookup(); id !== undefined; id = nextLookup()) {
    scenario.answerCache(draft.nodes.get(id)?.name ?? '', cacheAnswer(traced(id)));
  }
  for (let key = nextKey(); key !== undefined; key = nextKey()) {
    const message = (isWorkflowKey(key) ? step.message : traced(key)?.message) ?? '';
    if (message.startsWith('Waiting for ')) {
      scenario.answerLocks(key, { kind: 'waiting', lock: '', message, holders: [] });
    } else scenario.answerLocks(key);
  }
}

function cacheAnswer(node: TracedNode | undefined): AnswerCache['answer'] {
  if (node?.phase === 'Succeeded') return { kind: 'hit' };
  if (node?.phase === 'Error') return { kind: 'failed', message: node.message ?? '' };
  return { kind: 'miss' };
}

function setPods(
  scenario: Scenario,
  phase: string,
  pods: readonly { node: string; message?: string }[],
  prefix: string,
): void {
  for (const { node: name, message } of pods) {
    const node = prefix + name;
    if (phase === 'Pending') continue;
    if (scenario.attempt(node).agentId === undefined) scenario.claim(node);
    if (phase === 'Running') {
      if (scenario.attempt(node).task.daemon === true) scenario.ready(node);
      continue;
    }
    // A pod that succeeded has kept what it was to keep, else Argo would not let it succeed.
    const kept = phase === 'Succeeded' ? (scenario.attempt(node).task.outputArtifacts ?? []) : [];
    scenario.finish(node, {
      phase: phase === 'Succeeded' ? 'Succeeded' : 'Failed',
      ...(message === undefined ? {} : { message }),
      ...(kept.length === 0 ? {} : { outputs: { artifacts: kept.map(({ name }) => ({ name })) } }),
    });
  }
}

/** A trace does not say how much time went by: where the two differ and something waits for its time, it has come. */
function look(scenario: Scenario, step: Extract<TraceStep, { op: 'operate' }>, prefix: string): string[] {
  const differences = compare(scenario.state, step, prefix);
  const timers = [...scenario.state.timers.keys()];
  if (differences.length === 0 || timers.length === 0) return differences;
  for (const timerId of timers) scenario.send({ type: 'fireTimer', timerId });
  return compare(scenario.state, step, prefix);
}

function compare(
  state: WorkflowState,
  step: Extract<TraceStep, { op: 'operate' }>,
  prefix: string,
): string[] {
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
    differ(differences, `${name} type`, node.type, expected.type);
    differ(differences, `${name} phase`, node.phase, expected.phase);
    differ(differences, `${name} message`, node.message, expected.message ?? '');
    const children = node.children.map((id) => state.nodes.get(id)?.name ?? id);
    differ(
      differences,
      `${name} children`,
      children.join(' '),
      (expected.children ?? []).map((child) => prefix + child).join(' '),
    );
  }
  for (const name of ours.keys())
    if (!theirs.has(name.slice(prefix.length))) differences.push(`${name}: not in the trace`);
  return differences;
}

function differ(differences: string[], what: string, ours: string, theirs: string): void {
  if (ours !== theirs) differences.push(`${what}: "${ours}", in Argo "${theirs}"`);
}
