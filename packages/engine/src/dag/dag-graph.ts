import { type DAGTask, type DAGTemplate, type DependsLogic, dependsTasks, parseDepends } from '@tiphys/spec';
import type { DeepReadonly } from '../state.ts';

/** A DAG template's edges, computed once per template. */
export interface DagGraph {
  tasks: ReadonlyMap<string, DeepReadonly<DAGTask>>;
  /** Task name -> what it asks of those it waits for; tasks that wait for none are missing. */
  logic: ReadonlyMap<string, DependsLogic>;
  /** Task name -> names of the tasks it waits for, without repetition. */
  dependencies: ReadonlyMap<string, readonly string[]>;
  /** Task name -> names of the tasks that wait for it, in the order of the manifest. */
  dependents: ReadonlyMap<string, readonly string[]>;
  /** Tasks that wait for none, in the order of the manifest. */
  roots: readonly string[];
  /** The tasks on which no other depends, sorted. */
  leaves: readonly string[];
}

const graphs = new WeakMap<object, DagGraph>();

/** Manifests do not change once created, so the graph is remembered per template object. */
export function dagGraph(dag: DeepReadonly<DAGTemplate>): DagGraph {
  const known = graphs.get(dag);
  if (known !== undefined) return known;
  const graph = buildGraph(dag);
  graphs.set(dag, graph);
  return graph;
}

function buildGraph(dag: DeepReadonly<DAGTemplate>): DagGraph {
  const tasks = new Map<string, DeepReadonly<DAGTask>>();
  const logic = new Map<string, DependsLogic>();
  const dependencies = new Map<string, string[]>();
  const dependents = new Map<string, string[]>();
  for (const task of dag.tasks) {
    tasks.set(task.name, task);
    const asked = dependsOf(task);
    if (asked !== undefined) logic.set(task.name, asked);
    dependencies.set(task.name, asked === undefined ? [] : dependsTasks(asked));
    dependents.set(task.name, []);
  }
  for (const [name, names] of dependencies) {
    for (const dependency of names) dependents.get(dependency)?.push(name);
  }
  return {
    tasks,
    logic,
    dependencies,
    dependents,
    roots: [...tasks.keys()].filter((name) => dependencies.get(name)?.length === 0),
    leaves: [...tasks.keys()].filter((name) => dependents.get(name)?.length === 0).sort(),
  };
}

const NEVER: DependsLogic = { kind: 'or', operands: [] };

/**
 * `dependencies: [a, b]` is `depends: a && b` (Argo's getTaskDependsLogic). Validation has refused what cannot be read;
 * such a task would be omitted.
 */
function dependsOf({ depends, dependencies }: DeepReadonly<DAGTask>): DependsLogic | undefined {
  if (depends !== undefined && depends !== '') {
    const parsed = parseDepends(depends);
    return parsed.ok ? parsed.logic : NEVER;
  }
  if (dependencies === undefined || dependencies.length === 0) return undefined;
  return { kind: 'and', operands: dependencies.map((task) => ({ kind: 'task', task })) };
}

/** Whether `ancestor` is among the tasks that `task` waits for, at whatever distance; nearest are looked at first. */
export function isAncestor(graph: DagGraph, task: string, ancestor: string): boolean {
  const seen = new Set<string>();
  let front = graph.dependencies.get(task) ?? [];
  while (front.length > 0) {
    const next: string[] = [];
    for (const name of front) {
      if (name === ancestor) return true;
      if (seen.has(name)) continue;
      seen.add(name);
      next.push(...(graph.dependencies.get(name) ?? []));
    }
    front = next;
  }
  return false;
}
