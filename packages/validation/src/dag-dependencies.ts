import { isTaskResult, type PathSegment, parseDepends, type Template } from '@tiphys/spec';
import { type DagGraph, findCycle, namesIn } from './dag-graph.ts';
import { fieldNameFaults } from './field-names.ts';
import { hasItems } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { TextCheck } from './text-check.ts';

const MAX_CYCLE_SHOWN = 10;

/** Each task can come after those that it waits for (Argo's sortDAGTasks). */
export function validateOrder(
  problems: ProblemList,
  { name }: Template,
  graph: DagGraph,
  at: readonly PathSegment[],
): void {
  const failed = `templates.${name} sorting failed:`;
  const met = new Set<string>();
  for (const [number, { name: task }] of graph.tasks.entries()) {
    if (met.has(task)) problems.error([...at, number, 'name'], `${failed} duplicated nodeName ${task}`);
    met.add(task);
  }
  for (const [number, { dependencies = [], depends = '' }] of graph.tasks.entries()) {
    if (depends !== '') {
      for (const dependency of namesIn(depends)) {
        if (met.has(dependency)) continue;
        problems.error([...at, number, 'depends'], `${failed} invalid dependency ${dependency}`);
      }
      continue;
    }
    for (const [place, dependency] of dependencies.entries()) {
      if (met.has(dependency)) continue;
      problems.error([...at, number, 'dependencies', place], `${failed} invalid dependency ${dependency}`);
    }
  }
  reportCycle(problems, failed, graph, at);
}

const TASK_RESULT = /([a-zA-Z0-9][-a-zA-Z0-9]*?)\.([A-Z][a-zA-Z]+)/g;
const ITEMS_RESULTS = new Set(['AnySucceeded', 'AllFailed']);

function reportCycle(
  problems: ProblemList,
  failed: string,
  graph: DagGraph,
  at: readonly PathSegment[],
): void {
  const cycle = findCycle(graph);
  if (cycle === undefined) return;
  const names = cycle.map((task) => graph.tasks[task]?.name ?? '');
  const shown =
    names.length > MAX_CYCLE_SHOWN
      ? [...names.slice(0, MAX_CYCLE_SHOWN - 1), '…', names.at(-1) ?? '']
      : names;
  const first = cycle[0] ?? 0;
  const field = (graph.tasks[first]?.depends ?? '') === '' ? 'dependencies' : 'depends';
  problems.error([...at, first, field], `${failed} graph with cycle: ${shown.join('->')}`);
}

/** A name that is given and legal; that there is one of it is told by validateOrder. */
export function validateTaskName(
  problems: ProblemList,
  template: Template,
  { name }: { name: string },
  place: number,
  path: readonly PathSegment[],
): void {
  const field = `templates.${template.name}.tasks[${place}].name`;
  if (name === '') {
    problems.error([...path, 'name'], `${field} is required`);
    return;
  }
  const faults = fieldNameFaults(name);
  if (faults === '') return;
  const why = name.includes('{{')
    ? '; a name may have workflow.parameters, and in the entrypoint inputs.parameters, that the manifest gives a value'
    : '';
  problems.error([...path, 'name'], `${field}: '${name}' is invalid: ${faults}${why}`);
}

/** Whether a DAG, and this task of it, says in one way what is waited for (the beginning of Argo's validateDAG). */
export function validateTaskKind(
  problems: ProblemList,
  template: Template,
  graph: DagGraph,
  task: number,
  path: readonly PathSegment[],
): void {
  const { name = '', dependencies = [], continueOn } = graph.tasks[task] ?? {};
  const field = `templates.${template.name}`;
  if ((graph.usesDepends || dependencies.length > 0) && /^[0-9]/.test(name)) {
    problems.error(
      [...path, 'name'],
      `${field}.tasks.${name} name cannot begin with a digit when using either 'depends' or 'dependencies'`,
    );
  }
  if (graph.usesDepends && dependencies.length > 0) {
    problems.error(
      [...path, 'dependencies'],
      `${field} cannot use both 'depends' and 'dependencies' in the same DAG template`,
    );
  }
  if (graph.usesDepends && continueOn !== undefined) {
    problems.error(
      [...path, 'continueOn'],
      `${field} cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'`,
    );
  }
}

/** Argo finds a text that it cannot read when the task is to start; here it is refused. */
export function validateDepends(
  problems: ProblemList,
  { name: template }: Template,
  graph: DagGraph,
  task: number,
  path: readonly PathSegment[],
): void {
  const { name = '', depends = '' } = graph.tasks[task] ?? {};
  if (depends === '') return;
  const at = [...path, 'depends'];
  const results = [...depends.matchAll(TASK_RESULT)];
  const wrong = results.filter(([, , result = '']) => !isTaskResult(result));
  for (const [, dependency, result] of wrong) {
    const message = `task result '${result}' for task '${dependency}' is invalid`;
    problems.error(at, `templates.${template}.tasks.${name} ${message}`);
  }
  const parsed = parseDepends(depends);
  if (!parsed.ok && wrong.length === 0) problems.error(at, parsed.message);
  for (const [, dependency = '', result = ''] of results) {
    const asked = graph.tasks[graph.numberOf.get(dependency) ?? -1];
    if (asked === undefined || !ITEMS_RESULTS.has(result) || hasItems(asked)) continue;
    // The task in Argo's sentence is the one that is asked.
    problems.error(
      at,
      `templates.${template}.tasks.${dependency} dependency '${dependency}' uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items`,
    );
  }
}

/** The tasks that a DAG names as its targets exist; those named by variables are seen when it runs. */
export function validateTargets(
  problems: ProblemList,
  { name, dag }: Template,
  check: TextCheck,
  path: readonly PathSegment[],
): void {
  const { target = '', tasks = [] } = dag ?? {};
  if (target === '') return;
  const at = [...path, 'dag', 'target'];
  check.texts(target, at, `templates.${name}.targets`, undefined);
  const names = new Set(tasks.map(({ name }) => name));
  for (const task of target.split(' ')) {
    if (task.includes('{{') || names.has(task)) continue;
    problems.error(at, `templates.${name}.targets: target '${task}' is not defined`);
  }
}
