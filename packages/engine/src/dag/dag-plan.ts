import type { DAGTemplate } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { templateScopeOf } from '../scope/body-scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { type DagGraph, dagGraph } from './dag-graph.ts';

/** A DAG template as one node runs it. */
export interface DagPlan {
  graph: DagGraph;
  /** The tasks that decide the phase, in order. */
  targets: readonly string[];
  /**
   * Those that run, in the order in which Argo comes to them: from each target down to what it waits for, and back
   * (executeDAGTask). Of what one task waits for, the manifest's order; Argo's is random.
   */
  needed: ReadonlySet<string>;
  /** The needed ones that wait for none, in their order. */
  roots: readonly string[];
  /** Task name -> names of the needed tasks that wait for it, in their order. */
  dependents: ReadonlyMap<string, readonly string[]>;
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
  const needed = inOrder(graph, targets);
  const dependents = new Map<string, string[]>();
  for (const name of needed) {
    dependents.set(name, []);
    for (const dependency of graph.dependencies.get(name) ?? []) dependents.get(dependency)?.push(name);
  }
  return {
    graph,
    targets,
    needed,
    roots: [...needed].filter((name) => (graph.dependencies.get(name) ?? []).length === 0),
    dependents,
    failFast,
    unknownTarget: targets.find((name) => !graph.tasks.has(name)),
  };
}

/** The targets and all that they wait for, each after what it waits for. A list, since a chain may have 10,000. */
function inOrder(graph: DagGraph, targets: readonly string[]): Set<string> {
  const ordered = new Set<string>();
  const entered = new Set<string>();
  const open = [...targets].reverse();
  for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
    if (entered.has(name)) {
      open.pop();
      ordered.add(name);
      continue;
    }
    entered.add(name);
    const dependencies = graph.dependencies.get(name) ?? [];
    open.push(...dependencies.filter((dependency) => !entered.has(dependency)).reverse());
  }
  return ordered;
}
