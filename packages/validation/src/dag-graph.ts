import type { DAGTask } from '@tiphys/spec';

/** The tasks of a DAG by number, in the order of the manifest. */
export interface DagGraph {
  tasks: readonly DAGTask[];
  numberOf: ReadonlyMap<string, number>;
  /** Task -> the tasks it waits for, those that do not exist left out. */
  dependencies: readonly (readonly number[])[];
  /** Each task after those it waits for; what is in a cycle, or behind one, is missing. */
  order: readonly number[];
  /** Whether a task of it says by `depends` what it waits for. */
  usesDepends: boolean;
}

export function dagGraph(tasks: readonly DAGTask[]): DagGraph {
  const numberOf = new Map(tasks.map(({ name }, number) => [name, number]));
  const dependencies = tasks.map((task) => [
    ...new Set([...dependencyNames(task)].flatMap((name) => numberOf.get(name) ?? [])),
  ]);
  const usesDepends = tasks.some(({ depends = '' }) => depends !== '');
  return { tasks, numberOf, dependencies, order: topologicalOrder(dependencies), usesDepends };
}

/** What a task waits for, by `dependencies` and by `depends`. */
function dependencyNames({ dependencies = [], depends = '' }: DAGTask): Iterable<string> {
  return depends === '' ? dependencies : namesIn(depends);
}

const TASK = /([a-zA-Z0-9][-a-zA-Z0-9]*?)\.[A-Z][a-zA-Z]+|[a-zA-Z0-9][-a-zA-Z0-9]*/g;

/** The tasks that a `depends` names, as Argo finds them, whatever else stands there (GetTaskDependencies). */
export function namesIn(depends: string): Set<string> {
  return new Set([...depends.matchAll(TASK)].map(([whole, task]) => task ?? whole));
}

function topologicalOrder(dependencies: readonly (readonly number[])[]): number[] {
  const waiting = dependencies.map((names) => names.length);
  const dependents = dependencies.map((): number[] => []);
  for (const [task, needed] of dependencies.entries()) {
    for (const dependency of needed) dependents[dependency]?.push(task);
  }
  const order = [...waiting.keys()].filter((task) => waiting[task] === 0);
  for (const task of order) {
    for (const dependent of dependents[task] ?? []) {
      const left = (waiting[dependent] ?? 0) - 1;
      waiting[dependent] = left;
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}

/** Tasks that wait for each other in a circle, the first one repeated at the end; undefined where there are none. */
export function findCycle(graph: DagGraph): number[] | undefined {
  if (graph.order.length === graph.tasks.length) return undefined;
  const ordered = new Set(graph.order);
  const left = [...graph.tasks.keys()].find((task) => !ordered.has(task));
  const places = new Map<number, number>();
  const walk: number[] = [];
  // Each task that is left waits for another that is left, so that the walk comes round.
  for (let task = left; task !== undefined; ) {
    const place = places.get(task);
    if (place !== undefined) return [...walk.slice(place), task];
    places.set(task, walk.length);
    walk.push(task);
    task = graph.dependencies[task]?.find((dependency) => !ordered.has(dependency));
  }
  return undefined;
}

export interface AncestorQuestion {
  task: number;
  ancestor: number;
}

const BITS = 31;

/**
 * Whether each task waits for another, at whatever distance. All questions at once: each pass over the graph answers
 * those about 31 ancestors, where one search a question would be quadratic in a DAG of 10,000 tasks.
 */
export function areAncestors(graph: DagGraph, questions: readonly AncestorQuestion[]): boolean[] {
  const answers = questions.map(() => false);
  const asked = [...new Set(questions.map(({ ancestor }) => ancestor))];
  const placeOf = new Map(asked.map((ancestor, place) => [ancestor, place]));
  const byBlock = new Map<number, number[]>();
  for (const [index, { ancestor }] of questions.entries()) {
    const block = Math.floor((placeOf.get(ancestor) ?? 0) / BITS);
    const indexes = byBlock.get(block);
    if (indexes === undefined) byBlock.set(block, [index]);
    else indexes.push(index);
  }
  for (const [block, indexes] of byBlock) {
    const above = ancestorsAmong(graph, asked.slice(block * BITS, (block + 1) * BITS));
    for (const index of indexes) {
      const { task, ancestor } = questions[index] as AncestorQuestion;
      const bit = 1 << ((placeOf.get(ancestor) ?? 0) % BITS);
      answers[index] = ((above[task] ?? 0) & bit) !== 0;
    }
  }
  return answers;
}

/** Task -> which of up to 31 others it waits for, a bit each. */
function ancestorsAmong(graph: DagGraph, others: readonly number[]): Int32Array {
  const own = new Int32Array(graph.tasks.length);
  for (const [place, task] of others.entries()) own[task] = 1 << place;
  const above = new Int32Array(graph.tasks.length);
  for (const task of graph.order) {
    let bits = 0;
    for (const dependency of graph.dependencies[task] ?? []) {
      bits |= (above[dependency] ?? 0) | (own[dependency] ?? 0);
    }
    above[task] = bits;
  }
  return above;
}
