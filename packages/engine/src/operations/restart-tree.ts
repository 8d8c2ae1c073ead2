import { templateOf } from '../call/template-of.ts';
import { dagGraph } from '../dag/dag-graph.ts';
import { isFailedOrError, type NodeState, type WorkflowState } from '../state.ts';

/**
 * What a restart asks of a finished tree, seen from owners to those that they own: what has failed below a node, what
 * has succeeded below it, and what followed it. Handlers and hooks fail nothing and follow nothing. Everything is
 * computed once: a restart looks at each node a bounded number of times.
 */
export class RestartTree {
  readonly #state: WorkflowState;
  readonly #isChosen: (node: NodeState) => boolean;
  readonly #owned = new Map<string, NodeState[]>();
  readonly #failedBelow = new Set<string>();
  readonly #succeeded = new Set<string>();
  /** Part of a handler or hook, or of an attempt that another one followed. */
  readonly #aside = new Set<string>();
  readonly #dealtWith = new Map<string, boolean>();
  readonly #succeededAfter = new Map<string, ReadonlyMap<string, boolean>>();

  /** @param isChosen nodes that run again though they succeeded: they deal with nothing any more. */
  constructor(state: WorkflowState, isChosen: (node: NodeState) => boolean = () => false) {
    this.#state = state;
    this.#isChosen = isChosen;
    for (const node of state.nodes.values()) this.#place(node);
    for (const node of [...state.nodes.values()].reverse()) this.#sumUp(node);
  }

  /** Owners come before those that they own, since they are initialized before. */
  #place(node: NodeState): void {
    if (isAside(this.#state, node) || this.#aside.has(node.ownerId ?? '')) this.#aside.add(node.id);
    if (node.ownerId === undefined) return;
    const siblings = this.#owned.get(node.ownerId);
    if (siblings === undefined) this.#owned.set(node.ownerId, [node]);
    else siblings.push(node);
  }

  #sumUp(node: NodeState): void {
    // A container of a set runs again with its pod, which fails and succeeds for all of them.
    if (this.#aside.has(node.id) || node.role === 'container') return;
    if (node.phase === 'Succeeded' && !this.#isChosen(node)) this.#succeeded.add(node.id);
    if (node.ownerId === undefined) return;
    if (this.#succeeded.has(node.id)) this.#succeeded.add(node.ownerId);
    if (isFailedOrError(node.phase) || this.#failedBelow.has(node.id)) this.#failedBelow.add(node.ownerId);
  }

  isAside(node: NodeState): boolean {
    return this.#aside.has(node.id);
  }

  /** Whether the node failed by itself: nothing below it did. */
  isCause(node: NodeState): boolean {
    if (node.role === 'container' || this.#aside.has(node.id)) return false;
    return isFailedOrError(node.phase) && !this.#failedBelow.has(node.id);
  }

  /** The node, and all that it owns, owners first. */
  *subtree(root: NodeState): Iterable<NodeState> {
    const rest = [root];
    for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
      yield node;
      for (const owned of this.#owned.get(node.id) ?? []) rest.push(owned);
    }
  }

  ownedBy(node: NodeState): readonly NodeState[] {
    return this.#owned.get(node.id) ?? [];
  }

  ownerOf(node: NodeState): NodeState | undefined {
    return node.ownerId === undefined ? undefined : this.#state.nodes.get(node.ownerId);
  }

  /**
   * Whether something that came after it succeeded, at whatever level: its failure was foreseen (Argo's
   * isDescendantNodeSucceeded), and what succeeded is not to be lost.
   */
  isDealtWith(node: NodeState): boolean {
    const path: NodeState[] = [];
    let verdict = false;
    for (let at: NodeState | undefined = node; at !== undefined; at = this.ownerOf(at)) {
      const known = this.#dealtWith.get(at.id);
      verdict = known ?? this.#hasSuccessAfter(at);
      path.push(at);
      if (known !== undefined || verdict) break;
    }
    for (const at of path) this.#dealtWith.set(at.id, verdict);
    return verdict;
  }

  #hasSuccessAfter(node: NodeState): boolean {
    const owner = this.ownerOf(node);
    if (owner === undefined) return false;
    if (node.role === 'stepGroup') {
      return owner.memberIds.slice((node.index ?? 0) + 1).some((id) => this.#succeeded.has(id));
    }
    return node.role === 'task' && this.#successAfterTasks(owner).get(node.callName ?? '') === true;
  }

  /** Whether something succeeded after a task, for each task of a DAG; from the last ones to the first. */
  #successAfterTasks(dagNode: NodeState): ReadonlyMap<string, boolean> {
    const known = this.#succeededAfter.get(dagNode.id);
    if (known !== undefined) return known;
    const after = new Map<string, boolean>();
    const dag = templateOf(this.#state, dagNode)?.dag;
    const graph = dag === undefined ? undefined : dagGraph(dag);
    // A task is initialized after those that it waits for.
    for (const name of [...(dagNode.dag?.taskIds.keys() ?? [])].reverse()) {
      const succeeds = (graph?.dependents.get(name) ?? []).some(
        (dependent) =>
          after.get(dependent) === true || this.#succeeded.has(dagNode.dag?.taskIds.get(dependent) ?? ''),
      );
      after.set(name, succeeds);
    }
    this.#succeededAfter.set(dagNode.id, after);
    return after;
  }

  /** What was started because the node had ended: tasks that wait for it, directly or not, and later step groups. */
  followersOf(node: NodeState): NodeState[] {
    const owner = this.ownerOf(node);
    if (owner === undefined) return [];
    if (node.role === 'stepGroup') return this.#nodes(owner.memberIds.slice((node.index ?? 0) + 1));
    const dag = node.role === 'task' ? templateOf(this.#state, owner)?.dag : undefined;
    if (dag === undefined) return [];
    const { dependents } = dagGraph(dag);
    const names = new Set(dependents.get(node.callName ?? ''));
    // A set is walked in the order of insertion, what is added on the way included.
    for (const name of names) for (const next of dependents.get(name) ?? []) names.add(next);
    return this.#nodes([...names].map((name) => owner.dag?.taskIds.get(name) ?? ''));
  }

  #nodes(ids: readonly string[]): NodeState[] {
    return ids.flatMap((id) => this.#state.nodes.get(id) ?? []);
  }
}

function isAside(state: WorkflowState, node: NodeState): boolean {
  if (node.role === 'exitHandler' || node.role === 'hook') return true;
  if (node.role !== 'attempt') return false;
  return state.nodes.get(node.ownerId ?? '')?.memberIds.at(-1) !== node.id;
}
