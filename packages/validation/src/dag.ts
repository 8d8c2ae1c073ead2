import type { DAGTask, PathSegment } from '@tiphys/spec';
import { validateArguments } from './arguments.ts';
import { type CallReference, callReference, factsOf, hasFact } from './call-variables.ts';
import { validateCallee, validateSupplied } from './calls.ts';
import {
  validateDepends,
  validateOrder,
  validateTargets,
  validateTaskKind,
  validateTaskName,
} from './dag-dependencies.ts';
import { type AncestorQuestion, areAncestors, type DagGraph, dagGraph } from './dag-graph.ts';
import { validateCallHooks } from './hooks.ts';
import { isItemPart, validateLoop } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { CallLookup, TextCheck } from './text-check.ts';
import { eachText } from './texts.ts';
import type { Reference } from './variables.ts';
import type { PlacedCall, PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

interface DagContext {
  problems: ProblemList;
  index: WorkflowIndex;
  placed: PlacedTemplate;
  check: TextCheck;
  enter(call: PlacedCall, label: string): void;
}

/**
 * A DAG template, in the order of Argo's validateDAG: each task after those that it waits for.
 *
 * @returns what its outputs may refer to.
 */
export function validateDag(context: DagContext): CallLookup {
  const { problems, index, placed, check, enter } = context;
  const { template, path, calls } = placed;
  const tasks = template.dag?.tasks ?? [];
  const at = [...path, 'dag', 'tasks'];
  if (tasks.length === 0) {
    problems.error(at, `templates.${template.name} must have at least one task`);
    return () => false;
  }
  const graph = dagGraph(tasks);
  validateOrder(problems, template, graph, at);
  const ordered = inOrder(graph);
  for (const [place, number] of ordered.entries()) {
    validateTaskName(problems, template, tasks[number] as DAGTask, place, [...at, number]);
  }
  for (const number of ordered) {
    const call = calls[number] as PlacedCall;
    const label = labelOf(placed, call);
    validateTaskKind(problems, template, graph, number, call.path);
    validateCallee(problems, index, call, label, enter);
    validateDepends(problems, template, graph, number, call.path);
  }
  validateTargets(problems, template, check, path);
  const isAncestor = ancestry(graph, tasks);
  for (const number of ordered) validateTask(context, graph, number, isAncestor);
  return (reference) => isOutputKnown(index, placed, graph, reference);
}

function labelOf({ template }: PlacedTemplate, { call }: PlacedCall): string {
  return `templates.${template.name}.tasks.${call.name}`;
}

/** What is in a cycle comes last. */
function inOrder({ order, tasks }: DagGraph): readonly number[] {
  if (order.length === tasks.length) return order;
  const met = new Set(order);
  return [...order, ...[...tasks.keys()].filter((task) => !met.has(task))];
}

/** What one task says, when all of them are known. */
function validateTask(
  { problems, index, placed, check }: DagContext,
  graph: DagGraph,
  task: number,
  isAncestor: (ancestor: number, task: number) => boolean,
): void {
  const placedCall = placed.calls[task] as PlacedCall;
  const { call, path } = placedCall;
  const label = labelOf(placed, placedCall);
  validateLoop(problems, call, path, label);
  const missing: { reference: CallReference; path: readonly PathSegment[] }[] = [];
  check.texts({ ...call, inline: undefined }, path, label, call, (reference, where) => {
    if (isItemPart(call, reference)) return true;
    const asked = callReference(reference, 'tasks');
    const ancestor = graph.numberOf.get(asked?.call ?? '');
    if (asked === undefined || ancestor === undefined) return false;
    const isWaitedFor = ancestor !== task && isAncestor(ancestor, task);
    if (asked.fact === 'status') return isWaitedFor || (ancestor === task && call.hooks !== undefined);
    if (!taskHas(index, placed, ancestor, asked.fact)) return false;
    if (!isWaitedFor) missing.push({ reference: asked, path: where });
    return true;
  });
  validateArguments(problems, call.arguments, [...path, 'arguments'], `${label}.arguments`, true);
  for (const { reference, path: where } of missing) {
    missingDependency(problems, graph, reference, where, task, label);
  }
  validateSupplied(problems, index, placedCall, label);
  validateCallHooks(problems, index, placedCall, label);
}

/** Whether one task waits for another: asked at once for all that the tasks name, since each question by itself is slow. */
function ancestry(graph: DagGraph, tasks: readonly DAGTask[]): (ancestor: number, task: number) => boolean {
  const named = new Map<string, AncestorQuestion>();
  for (const [task, call] of tasks.entries()) {
    eachText({ ...call, inline: undefined }, [], (text) => {
      for (const [, name = ''] of text.matchAll(NAMED_TASK)) {
        const ancestor = graph.numberOf.get(name);
        if (ancestor !== undefined) named.set(`${task} ${ancestor}`, { task, ancestor });
      }
    });
  }
  const questions = [...named.values()];
  const answers = areAncestors(graph, questions);
  const known = new Map(
    questions.map(({ task, ancestor }, at) => [`${task} ${ancestor}`, answers[at] === true]),
  );
  return (ancestor, task) =>
    known.get(`${task} ${ancestor}`) ?? areAncestors(graph, [{ task, ancestor }])[0] === true;
}

const NAMED_TASK = /tasks\.([^.{}\s]+)\./g;

/** Outputs may be taken from every task; the status only of those with hooks, by an accident of Argo's scope. */
function isOutputKnown(
  index: WorkflowIndex,
  placed: PlacedTemplate,
  graph: DagGraph,
  reference: Reference,
): boolean {
  const asked = callReference(reference, 'tasks');
  const task = graph.numberOf.get(asked?.call ?? '');
  if (asked === undefined || task === undefined) return false;
  if (asked.fact === 'status') return graph.tasks[task]?.hooks !== undefined;
  return taskHas(index, placed, task, asked.fact);
}

function taskHas(index: WorkflowIndex, { calls }: PlacedTemplate, task: number, fact: string): boolean {
  const placed = calls[task];
  return placed === undefined || hasFact(factsOf(index, placed), fact, placed.call);
}

/**
 * An argument that begins with the output of a task which is not waited for is an error (Argo's
 * validateDAGTaskArgumentDependency). Argo lets all other such references pass; they cannot be resolved when the
 * task starts.
 */
function missingDependency(
  problems: ProblemList,
  graph: DagGraph,
  reference: CallReference,
  path: readonly PathSegment[],
  task: number,
  label: string,
): void {
  const argument = argumentAt(graph, task, path);
  if (argument?.text?.startsWith(`{{tasks.${reference.call}.`) === true) {
    problems.error(path, `${label} missing dependency '${reference.call}' for ${argument.what}`);
  } else if (graph.tasks[task]?.name !== reference.call) {
    problems.warning(
      path,
      `{{${reference.content}}} will not be resolved: '${graph.tasks[task]?.name}' does not depend on '${reference.call}'`,
    );
  }
}

/** What stands at `…tasks[n].arguments.parameters[m].value` or `…tasks[n].arguments.artifacts[m].from`. */
function argumentAt(
  graph: DagGraph,
  task: number,
  path: readonly PathSegment[],
): { text: string | undefined; what: string } | undefined {
  const [args, list, number, field] = path.slice(-4);
  // A hook's arguments end in the same words, further down.
  if (args !== 'arguments' || path.at(-5) !== task) return undefined;
  const { parameters, artifacts } = graph.tasks[task]?.arguments ?? {};
  if (list === 'parameters' && field === 'value') {
    const parameter = parameters?.[Number(number)];
    return { text: parameter?.value, what: `parameter '${parameter?.name}'` };
  }
  if (list !== 'artifacts' || field !== 'from') return undefined;
  const artifact = artifacts?.[Number(number)];
  return { text: artifact?.from, what: `artifact '${artifact?.name}'` };
}
