import type { NodeStatus } from '@tiphys/spec';
import { isExecutable } from '../projection/executable.ts';

type ProgressNode = Pick<NodeStatus, 'id' | 'type' | 'progress' | 'children'>;

/**
 * The progress of the nodes that sum up others: over the executable nodes below, each counted once, however many
 * ways lead to it; undefined for executable nodes and where nothing is below (Argo's workflow/progress/updater.go).
 *
 * Below most nodes there is a tree, which is summed up in one pass. Where ways meet again (diamonds, a group after a
 * group of several steps), the nodes below are walked one by one, as Argo does for all.
 */
export function groupProgress(nodes: readonly ProgressNode[]): (string | undefined)[] {
  const graph = new NodeGraph(nodes);
  return nodes.map((node, index) => {
    if (isExecutable(node.type)) return undefined;
    const { done, total } = graph.below(index);
    return total === 0 ? undefined : `${done}/${total}`;
  });
}

interface Sum {
  done: number;
  total: number;
}

const NOTHING: Sum = { done: 0, total: 0 };

class NodeGraph {
  readonly #children: number[][];
  /** What each node adds by itself. */
  readonly #own: Sum[];
  /** What is below, where that is a tree. */
  readonly #treeSums: (Sum | undefined)[];
  readonly #visitedAt: Int32Array;

  constructor(nodes: readonly ProgressNode[]) {
    const indexes = new Map(nodes.map((node, index) => [node.id, index]));
    this.#children = nodes.map((node) =>
      (node.children ?? []).flatMap((id) => {
        const index = indexes.get(id);
        return index === undefined ? [] : [index];
      }),
    );
    this.#own = nodes.map((node) => (isExecutable(node.type) ? parse(node.progress) : NOTHING));
    this.#visitedAt = new Int32Array(nodes.length).fill(-1);
    this.#treeSums = this.#sumTrees(parentCounts(this.#children));
  }

  below(index: number): Sum {
    return this.#treeSums[index] ?? this.#walk(index);
  }

  /** Children before parents. What stands in a cycle is left out: no history makes one. */
  #sumTrees(parents: readonly number[]): (Sum | undefined)[] {
    const sums: (Sum | undefined)[] = new Array(parents.length).fill(undefined);
    for (const index of topological(this.#children, parents).reverse()) {
      let sum: Sum | undefined = { done: 0, total: 0 };
      for (const child of this.#children[index] as number[]) {
        const below = sums[child];
        if (parents[child] !== 1 || below === undefined) {
          sum = undefined;
          break;
        }
        const own = this.#own[child] as Sum;
        sum.done += own.done + below.done;
        sum.total += own.total + below.total;
      }
      sums[index] = sum;
    }
    return sums;
  }

  #walk(start: number): Sum {
    const sum = { done: 0, total: 0 };
    const open = [...(this.#children[start] as number[])];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#visitedAt[index] === start) continue;
      this.#visitedAt[index] = start;
      const own = this.#own[index] as Sum;
      sum.done += own.done;
      sum.total += own.total;
      for (const child of this.#children[index] as number[]) open.push(child);
    }
    return sum;
  }
}

function parentCounts(children: readonly number[][]): number[] {
  const counts: number[] = new Array(children.length).fill(0);
  for (const list of children) for (const child of list) counts[child] = (counts[child] ?? 0) + 1;
  return counts;
}

function topological(children: readonly number[][], parents: readonly number[]): number[] {
  const waiting = [...parents];
  const order = [...waiting.keys()].filter((index) => waiting[index] === 0);
  for (let next = 0; next < order.length; next += 1) {
    for (const child of children[order[next] as number] as number[]) {
      waiting[child] = (waiting[child] as number) - 1;
      if (waiting[child] === 0) order.push(child);
    }
  }
  return order;
}

/** Argo ignores a progress that is none. */
function parse(progress: string | undefined): Sum {
  const match = /^(\d+)\/(\d+)$/.exec(progress ?? '');
  return match === null ? NOTHING : { done: Number(match[1]), total: Number(match[2]) };
}
