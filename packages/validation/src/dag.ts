import type { PathSegment } from '@tiphys/spec';
import { type CallReference, callReference, factsOf, hasFact } from './call-variables.ts';
import { validateCall } from './calls.ts';
import { validateDependencies, validateTargets } from './dag-dependencies.ts';
import { areAncestors, type DagGraph, dagGraph } from './dag-graph.ts';
import { fieldNameFaults, validateNames } from './field-names.ts';
import { isItemPart } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import { TextCheck } from './text-check.ts';
import type { Reference, TemplateVariables } from './variables.ts';
import type { PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

/** A DAG template (Argo's validateDAG). */
export function validateDag(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  variables: TemplateVariables,
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
  validateTargets(problems, template, new TextCheck(problems, variables), path);
  checkReferences(problems, index, placed, variables, graph);
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
  variables: TemplateVariables,
  graph: DagGraph,
): void {
  const check = new TextCheck(problems, variables);
  const toOthers: TaskReference[] = [];
  for (const [task, { call, path }] of placed.calls.entries()) {
    check.texts({ ...call, inline: undefined }, path, (reference, where) => {
      if (isItemPart(call, reference)) return true;
      const asked = callReference(reference, 'tasks');
      const ancestor = graph.numberOf.get(asked?.call ?? '');
      if (asked === undefined || ancestor === undefined) return false;
      if (ancestor === task) {
        return asked.fact === 'status' ? call.hooks !== undefined : taskHas(index, placed, task, asked.fact);
      }
      if (asked.fact !== 'status' && !taskHas(index, placed, ancestor, asked.fact)) return false;
      toOthers.push({ reference: asked, path: where, task, ancestor });
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
  check.texts(template.outputs, [...path, 'outputs'], (reference) =>
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
  const argument = argumentAt(graph, task, path);
  if (argument?.value?.startsWith(`{{tasks.${reference.call}.`)) {
    problems.error(path, `missing dependency '${reference.call}' for parameter '${argument.name}'`);
  } else {
    problems.warning(
      path,
      `{{${reference.content}}} will not be resolved: '${graph.tasks[task]?.name}' does not depend on '${reference.call}'`,
    );
  }
}

/** The parameter whose value stands at `…tasks[n].arguments.parameters[m].value`. */
function argumentAt(graph: DagGraph, task: number, path: readonly PathSegment[]) {
  const [args, parameters, number, value] = path.slice(-4);
  if (args !== 'arguments' || parameters !== 'parameters' || value !== 'value') return undefined;
  // A hook's arguments end in the same words, further down.
  if (path.at(-5) !== task) return undefined;
  return graph.tasks[task]?.arguments?.parameters?.[Number(number)];
}
