import type { DAGTemplate } from '@tiphys/spec';
import { type DagGraph, dagGraph } from './dag-graph.ts';
import type { Decision } from './decision.ts';
import { templateScopeOf } from './scope/body-scope.ts';
import type { DeepReadonly, NodeState } from './state.ts';
import { substitute } from './substitution.ts';
import { templateOf } from './template-of.ts';

/** A DAG template as one node runs it. */
export interface DagPlan {
  graph: DagGraph;
  /** The tasks that decide the phase, in order. */
  targets: readonly string[];
  /** Those that run: the targets, and what they wait for. */
  needed: ReadonlySet<string>;
  /** The needed ones that wait for none, in the order of the manifest. */
  roots: readonly string[];
  failFast: boolean;
  /** The first target that is no task: variables can name what validation does not see. */
  unknownTarget: string | undefined;
}

const EMPTY: DeepReadonly<DAGTemplate> = { tasks: [] };

const plans = new WeakMap<DagGraph, Map<string, DagPlan>>();

export function planOfDag(decision: Decision, node: NodeState): DagPlan {
  const dag = templateOf(decision.state, node)?.dag ?? EMPTY;
  const graph = dagGraph(dag);
  const target = targetOf(decision, node, dag.target ?? '');
  const known = plans.get(graph) ?? new Map<string, DagPlan>();
  plans.set(graph, known);
  const plan = known.get(target) ?? buildPlan(graph, target, dag.failFast !== false);
  known.set(target, plan);
  return plan;
}

/** It may name the targets by variables. */
function targetOf(decision: Decision, node: NodeState, target: string): string {
  if (!target.includes('{{')) return target;
  const resolved = substitute(target, templateScopeOf(decision, node), 'lenient');
  return resolved.ok ? resolved.value : target;
}

function buildPlan(graph: DagGraph, target: string, failFast: boolean): DagPlan {
  const targets = target === '' ? graph.leaves : target.split(' ');
  const needed = new Set(targets);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const name of needed)
    for (const dependency of graph.dependencies.get(name) ?? []) needed.add(dependency);
  return {
    graph,
    targets,
    needed,
    roots: graph.roots.filter((name) => needed.has(name)),
    failFast,
    unknownTarget: targets.find((name) => !graph.tasks.has(name)),
  };
}
