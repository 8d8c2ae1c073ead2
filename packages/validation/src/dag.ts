import type { PathSegment } from '@tiphys/spec';
import { type CallReference, callReference, factsOf, hasFact } from './call-variables.ts';
import { validateCall } from './calls.ts';
import { validateDependencies, validateTargets } from './dag-dependencies.ts';
import { areAncestors, type DagGraph, dagGraph } from './dag-graph.ts';
import { fieldNameFaults, validateNames } from './field-names.ts';
import { isItemPart } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { TextCheck } from './text-check.ts';
import type { Reference } from './variables.ts';
import type { PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

/** A DAG template (Argo's validateDAG). */
export function validateDag(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  check: TextCheck,
): void {
  const { template, path } = placed;
  const tasks = template.dag?.tasks ?? [];
  const at = [...path, 'dag', 'tasks'];
  if (tasks.length === 0) {
    problems.error(at, 'must have at least one task');
    return;
  }
  validateTaskNames(problems, placed, at);
  const graph = dagGraph(tasks);
  validateDependencies(problems, graph, at);
  for (const call of placed.calls) validateCall(problems, index, call);
  validateTargets(problems, template, check, path);
  checkReferences(problems, index, placed, check, graph);
}

function validateTaskNames(
  problems: ProblemList,
  { calls }: PlacedTemplate,
  at: readonly PathSegment[],
): void {
  const names = calls.map(({ call }) => call);
  validateNames(problems, names, at, (name) =>
    name.includes('{{') ? 'a variable in the name of a task is not supported yet' : fieldNameFaults(name),
  );
}

/** A reference from one task to another, which may be fine only where the task waits for it. */
interface TaskReference {
  reference: CallReference;
  path: readonly PathSegment[];
  task: number;
  ancestor: number;
}

function checkReferences(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  check: TextCheck,
  graph: DagGraph,
): void {
  const toOthers: TaskReference[] = [];
  for (const [task, { call, path }] of placed.calls.entries()) {
    check.texts({ ...call, inline: undefined }, path, call, (reference, where) => {
      if (isItemPart(call, reference)) return true;
      const asked = callReference(reference, 'tasks');
      const ancestor = graph.numberOf.get(asked?.call ?? '');
      if (asked === undefined || ancestor === undefined) return false;
      const isStatus = asked.fact === 'status';
      if (!isStatus && !taskHas(index, placed, ancestor, asked.fact)) return false;
      if (ancestor !== task) toOthers.push({ reference: asked, path: where, task, ancestor });
      else if (isStatus) return call.hooks !== undefined;
      else reportMissingDependency(problems, graph, asked, where, task);
      return true;
    });
  }
  const answers = areAncestors(graph, toOthers);
  for (const [number, { reference, path, task }] of toOthers.entries()) {
    if (answers[number] === true) continue;
    if (reference.fact === 'status') check.unresolved(reference, path);
    else missingDependency(problems, graph, reference, path, task);
  }
  const { template, path } = placed;
  check.texts(template.outputs, [...path, 'outputs'], template.outputs, (reference) =>
    isOutputKnown(index, placed, graph, reference),
  );
}

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
): void {
  if (reportMissingDependency(problems, graph, reference, path, task)) return;
  problems.warning(
    path,
    `{{${reference.content}}} will not be resolved: '${graph.tasks[task]?.name}' does not depend on '${reference.call}'`,
  );
}

/** @returns whether the reference is the beginning of an argument, which is the error. */
function reportMissingDependency(
  problems: ProblemList,
  graph: DagGraph,
  reference: CallReference,
  path: readonly PathSegment[],
  task: number,
): boolean {
  const argument = argumentAt(graph, task, path);
  if (argument?.text?.startsWith(`{{tasks.${reference.call}.`) !== true) return false;
  problems.error(path, `missing dependency '${reference.call}' for ${argument.what}`);
  return true;
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
