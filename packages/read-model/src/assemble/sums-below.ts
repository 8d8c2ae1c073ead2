import type { NodeStatus } from '@tiphys/spec';

type GraphNode = Pick<NodeStatus, 'id' | 'children'>;

/** What a node adds to those above it: as many numbers for each node. */
export type Amounts = readonly number[];

/**
 * For each node the sum of what the nodes below it add, each counted once, however many ways lead to it.
 *
 * Below most nodes there is a tree, which is summed up in one pass. Where ways meet again (diamonds, a group after a
 * group of several steps), the nodes below are walked one by one, as Argo does for all.
 *
 * @param own what each node adds by itself.
 */
export function sumsBelow(nodes: readonly GraphNode[], own: readonly Amounts[]): (index: number) => Amounts {
  const graph = new NodeGraph(nodes, own);
  return (index) => graph.below(index);
}

class NodeGraph {
  readonly #children: number[][];
  readonly #own: readonly Amounts[];
  readonly #width: number;
  /** What is below, where that is a tree. */
  readonly #treeSums: (Amounts | undefined)[];
  readonly #visitedAt: Int32Array;

  constructor(nodes: readonly GraphNode[], own: readonly Amounts[]) {
    const indexes = new Map(nodes.map((node, index) => [node.id, index]));
    this.#children = nodes.map((node) =>
      (node.children ?? []).flatMap((id) => {
        const index = indexes.get(id);
        return index === undefined ? [] : [index];
      }),
    );
    this.#own = own;
    this.#width = own[0]?.length ?? 0;
    this.#visitedAt = new Int32Array(nodes.length).fill(-1);
    this.#treeSums = this.#sumTrees(parentCounts(this.#children));
  }

  below(index: number): Amounts {
    return this.#treeSums[index] ?? this.#walk(index);
  }

  /** Children before parents. What stands in a cycle is left out: no history makes one. */
  #sumTrees(parents: readonly number[]): (Amounts | undefined)[] {
    const sums: (Amounts | undefined)[] = new Array(parents.length).fill(undefined);
    for (const index of topological(this.#children, parents).reverse()) {
      let sum: number[] | undefined = this.#nothing();
      for (const child of this.#children[index] as number[]) {
        const below = sums[child];
        if (parents[child] !== 1 || below === undefined) {
          sum = undefined;
          break;
        }
        add(sum, this.#own[child] as Amounts);
        add(sum, below);
      }
      sums[index] = sum;
    }
    return sums;
  }

  #walk(start: number): Amounts {
    const sum = this.#nothing();
    const open = [...(this.#children[start] as number[])];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.#visitedAt[index] === start) continue;
      this.#visitedAt[index] = start;
      add(sum, this.#own[index] as Amounts);
      for (const child of this.#children[index] as number[]) open.push(child);
    }
    return sum;
  }

  #nothing(): number[] {
    return new Array(this.#width).fill(0);
  }
}

function add(sum: number[], more: Amounts): void {
  for (const [place, amount] of more.entries()) sum[place] = (sum[place] ?? 0) + amount;
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
