import type { NodeView } from './view.ts';

/** A node and those drawn below it, in the order in which they are drawn. */
export interface TreeNode {
  readonly node: NodeView;
  readonly children: TreeNode[];
}

/** Its steps or tasks are drawn below it: they name it as their boundary. */
const BOUNDARIES: ReadonlySet<string> = new Set(['DAG', 'Steps']);
/** Its children are drawn below it, whatever their boundary is. */
const PARENTS: ReadonlySet<string> = new Set(['StepGroup', 'Retry']);
const LEAVES: ReadonlySet<string> = new Set(['Pod', 'Skipped', 'Suspend', 'HTTP', 'Plugin']);

/**
 * The trees that `argo get` draws, by the id of their root: the nodes without a boundary. Who is drawn below whom is
 * Argo's rule (convertToRenderTrees), not the graph of `children`: a child of a step group or of a Retry node below
 * that node, every other node below its boundary. TaskGroup and Container nodes are not drawn; a node whose boundary
 * is not there is drawn nowhere.
 */
export function nodeForest(nodes: Readonly<Record<string, NodeView>>): Map<string, TreeNode> {
  const trees = new Map<string, TreeNode>();
  const groupOf = new Map<string, TreeNode>();
  for (const [id, node] of Object.entries(nodes)) {
    if (!BOUNDARIES.has(node.type) && !PARENTS.has(node.type) && !LEAVES.has(node.type)) continue;
    const tree: TreeNode = { node, children: [] };
    trees.set(id, tree);
    if (PARENTS.has(node.type)) for (const child of node.children ?? []) groupOf.set(child, tree);
  }
  const roots = new Map<string, TreeNode>();
  for (const [id, tree] of trees) {
    const group = groupOf.get(id);
    const boundary = trees.get(tree.node.boundaryID ?? '');
    if (group !== undefined) group.children.push(tree);
    else if (!tree.node.boundaryID) roots.set(id, tree);
    else if (boundary !== undefined && BOUNDARIES.has(boundary.node.type)) boundary.children.push(tree);
  }
  for (const tree of trees.values()) tree.children.sort(byStart);
  return roots;
}

/** By start; those that started in the same second by loop index, where both have one, else by display name. */
function byStart(left: TreeNode, right: TreeNode): number {
  const difference = startOf(left.node) - startOf(right.node);
  if (difference !== 0) return difference;
  const leftName = left.node.displayName ?? '';
  const rightName = right.node.displayName ?? '';
  const leftIndex = loopIndex(leftName);
  const rightIndex = loopIndex(rightName);
  if (leftIndex >= 0 && rightIndex >= 0 && leftIndex !== rightIndex) return leftIndex - rightIndex;
  return compareText(leftName, rightName) || compareText(left.node.id, right.node.id);
}

function startOf(node: NodeView): number {
  return node.startedAt ? Date.parse(node.startedAt) : 0;
}

/** The `12` of `task(12:item)`; -1 for a node that is no item of a loop. */
function loopIndex(displayName: string): number {
  const open = displayName.indexOf('(');
  const colon = displayName.indexOf(':');
  if (open < 0 || colon < open) return -1;
  const digits = displayName.slice(open + 1, colon);
  return /^\d+$/.test(digits) ? Number(digits) : -1;
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
