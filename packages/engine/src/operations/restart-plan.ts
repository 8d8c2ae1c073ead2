import type { NodeState, WorkflowState } from '../state.ts';
import { matchesNode, type NodeRequirement } from './node-selector.ts';
import { RestartTree } from './restart-tree.ts';

export interface RestartPlan {
  /** Ids of what is taken out of the tree, in the order of initialization. */
  remove: string[];
  /** Ids of what runs again, with what is left below, in the order of initialization. */
  reset: string[];
}

export interface RestartOptions {
  /** Nodes that run again though they succeeded; undefined: none. */
  selected: readonly NodeRequirement[] | undefined;
  /** The arguments are others now: what was expanded from them is expanded again. */
  hasParameters: boolean;
}

const GROUPS: ReadonlySet<string> = new Set(['Steps', 'StepGroup', 'DAG', 'TaskGroup', 'Retry']);

/**
 * Which nodes of a finished workflow a retry takes out and which it has run again (Argo's FormulateRetryWorkflow).
 * Whatever failed by itself is taken out, with what followed it, unless something that followed succeeded; whatever it
 * belongs to runs again; everything else stays as it is. Other than in Argo any kind of node may be what failed, not
 * only pods, and what is run again has its handler and hooks once more.
 */
export function planRestart(state: WorkflowState, options: RestartOptions): RestartPlan {
  const { selected } = options;
  const isChosen = (node: NodeState): boolean => selected !== undefined && matchesNode(selected, node);
  const plan = new Planner(state, isChosen);
  for (const node of state.nodes.values()) {
    if (plan.isSettled(node)) continue;
    if (plan.isSelectable(node) && isChosen(node)) {
      plan.restart(node, 'remove');
    } else if (plan.isCause(node)) {
      plan.restart(node, GROUPS.has(node.type) ? 'reset' : 'remove');
    }
  }
  if (options.hasParameters) plan.expandAgain();
  return plan.result();
}

class Planner {
  readonly #state: WorkflowState;
  readonly #tree: RestartTree;
  readonly #remove = new Set<string>();
  readonly #reset = new Set<string>();

  constructor(state: WorkflowState, isChosen: (node: NodeState) => boolean) {
    this.#state = state;
    this.#tree = new RestartTree(state, isChosen);
    const handler = state.handlerId === undefined ? undefined : state.nodes.get(state.handlerId);
    if (handler !== undefined) this.#takeOut(handler);
  }

  /** It is taken out already. */
  isSettled(node: NodeState): boolean {
    return this.#remove.has(node.id);
  }

  isSelectable(node: NodeState): boolean {
    return !this.#tree.isAside(node);
  }

  isCause(node: NodeState): boolean {
    return this.#tree.isCause(node) && !this.#tree.isDealtWith(node);
  }

  restart(node: NodeState, how: 'remove' | 'reset'): void {
    const owner = this.#tree.ownerOf(node);
    // An attempt that is made anew is the first again: what retries it has all its retries before it. A container of
    // a set has no run of its own.
    if (how === 'remove' && (node.role === 'attempt' || node.role === 'container') && owner !== undefined) {
      this.restart(owner, 'remove');
      return;
    }
    if (how === 'remove') this.#takeOut(node);
    else this.#runAgain(node);
    this.#takeOutFollowers(node);
    this.#runOwnersAgain(node);
  }

  #runOwnersAgain(node: NodeState): void {
    for (let owner = this.#tree.ownerOf(node); owner !== undefined; owner = this.#tree.ownerOf(owner)) {
      // What it belongs to in turn has been dealt with then.
      if (this.#reset.has(owner.id)) break;
      this.#runAgain(owner);
      this.#takeOutFollowers(owner);
    }
  }

  #takeOutFollowers(node: NodeState): void {
    for (const follower of this.#tree.followersOf(node)) this.#takeOut(follower);
  }

  #takeOut(node: NodeState): void {
    if (this.#remove.has(node.id)) return;
    for (const below of this.#tree.subtree(node)) this.#remove.add(below.id);
  }

  #runAgain(node: NodeState): void {
    this.#reset.add(node.id);
    for (const owned of this.#tree.ownedBy(node)) {
      if (owned.role === 'exitHandler' || owned.role === 'hook') this.#takeOut(owned);
    }
  }

  /** Argo #15802. */
  expandAgain(): void {
    for (const id of this.#reset) {
      const node = this.#state.nodes.get(id);
      if (node?.type === 'TaskGroup') this.#takeOut(node);
      if (node?.type !== 'StepGroup') continue;
      for (const step of this.#tree.ownedBy(node)) this.#takeOut(step);
    }
  }

  /** They are children of the entrypoint's node, and fire again with it. */
  #takeOutHooksOfWorkflow(): void {
    const { entryId, hookIds, nodes } = this.#state;
    if (entryId === undefined || !this.#remove.has(entryId)) return;
    for (const id of hookIds.values()) {
      const hook = nodes.get(id);
      if (hook !== undefined) this.#takeOut(hook);
    }
  }

  result(): RestartPlan {
    this.#takeOutHooksOfWorkflow();
    const ids = [...this.#state.nodes.keys()];
    return {
      remove: ids.filter((id) => this.#remove.has(id)),
      reset: ids.filter((id) => this.#reset.has(id) && !this.#remove.has(id)),
    };
  }
}
