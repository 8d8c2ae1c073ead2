import { type DAGTask, dependsTasks, type PathSegment, parseDepends, type Template } from '@tiphys/spec';
import { type DagGraph, findCycle } from './dag-graph.ts';
import { hasItems } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { TextCheck } from './text-check.ts';

const MAX_CYCLE_SHOWN = 10;

/** What the tasks of a DAG wait for (Argo's validateDAG). */
export function validateDependencies(
  problems: ProblemList,
  graph: DagGraph,
  at: readonly PathSegment[],
): void {
  const usesDepends = graph.tasks.some(({ depends = '' }) => depends !== '');
  for (const [number, task] of graph.tasks.entries()) {
    const path = [...at, number];
    validateName(problems, task, usesDepends, path);
    if (usesDepends) validateMixture(problems, task, path);
    validateDepends(problems, graph, task, path);
    for (const [place, dependency] of (task.dependencies ?? []).entries()) {
      if (!graph.numberOf.has(dependency)) {
        problems.error([...path, 'dependencies', place], `dependency '${dependency}' not defined`);
      }
    }
  }
  reportCycle(problems, graph, at);
}

function validateName(
  problems: ProblemList,
  { name, dependencies = [] }: DAGTask,
  usesDepends: boolean,
  path: readonly PathSegment[],
): void {
  if ((usesDepends || dependencies.length > 0) && /^[0-9]/.test(name)) {
    problems.error(
      [...path, 'name'],
      "name cannot begin with a digit when using either 'depends' or 'dependencies'",
    );
  }
}

/** In a DAG that uses `depends` somewhere. */
function validateMixture(
  problems: ProblemList,
  { dependencies = [], continueOn }: DAGTask,
  path: readonly PathSegment[],
): void {
  if (dependencies.length > 0) {
    problems.error(
      [...path, 'dependencies'],
      "cannot use both 'depends' and 'dependencies' in the same DAG template",
    );
  }
  if (continueOn !== undefined) {
    problems.error(
      [...path, 'continueOn'],
      "cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'",
    );
  }
}

/** Argo finds a text that it cannot read when the task is to start; here it is refused. */
function validateDepends(
  problems: ProblemList,
  graph: DagGraph,
  { depends = '' }: DAGTask,
  path: readonly PathSegment[],
): void {
  if (depends === '') return;
  const at = [...path, 'depends'];
  const parsed = parseDepends(depends);
  if (!parsed.ok) {
    problems.error(at, parsed.message);
    return;
  }
  for (const name of dependsTasks(parsed.logic)) {
    if (!graph.numberOf.has(name)) problems.error(at, `dependency '${name}' not defined`);
  }
  for (const [, name] of depends.matchAll(ITEMS_RESULT)) {
    const task = graph.tasks[graph.numberOf.get(name ?? '') ?? -1];
    if (task === undefined || hasItems(task)) continue;
    problems.error(
      at,
      `dependency '${name}' uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items`,
    );
  }
}

const ITEMS_RESULT = /([a-zA-Z0-9][-a-zA-Z0-9]*)\.(?:AnySucceeded|AllFailed)\b/g;

function reportCycle(problems: ProblemList, graph: DagGraph, at: readonly PathSegment[]): void {
  const cycle = findCycle(graph);
  if (cycle === undefined) return;
  const names = cycle.map((task) => graph.tasks[task]?.name ?? '');
  const shown =
    names.length > MAX_CYCLE_SHOWN
      ? [...names.slice(0, MAX_CYCLE_SHOWN - 1), '…', names.at(-1) ?? '']
      : names;
  const first = cycle[0] ?? 0;
  const field = (graph.tasks[first]?.depends ?? '') === '' ? 'dependencies' : 'depends';
  problems.error([...at, first, field], `dependency cycle detected: ${shown.join('->')}`);
}

/** The tasks that a DAG names as its targets exist; those named by variables are seen when it runs. */
export function validateTargets(
  problems: ProblemList,
  { dag }: Template,
  check: TextCheck,
  path: readonly PathSegment[],
): void {
  const { target = '', tasks = [] } = dag ?? {};
  if (target === '') return;
  const at = [...path, 'dag', 'target'];
  check.texts(target, at, undefined);
  const names = new Set(tasks.map(({ name }) => name));
  for (const name of target.split(' ')) {
    if (name.includes('{{') || names.has(name)) continue;
    problems.error(at, `target '${name}' is not defined`);
  }
}
