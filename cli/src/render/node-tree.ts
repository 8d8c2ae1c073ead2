import type { TreeNode } from './node-forest.ts';
import { nodeForest } from './node-forest.ts';
import type { NodeRowOptions } from './node-row.ts';
import { nodeCells, treeHeader } from './node-row.ts';
import type { NodeFilter } from './node-selector.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';
import type { NodeView, WorkflowView } from './view.ts';

export interface TreeOptions extends NodeRowOptions {
  /** Nodes that it refuses are left out, their children drawn in their place. */
  readonly filter?: NodeFilter;
}

const COLUMN_GAP = 2;
/** Argo separates the two trees with a line of five empty cells: it ends the runs of columns that come after. */
const SEPARATOR = ['', '', '', '', '', ''];

/**
 * The tree of a workflow's nodes and, after a blank line, that of its exit handler, as `argo get` draws them; no lines
 * when the workflow has no root node yet.
 */
export function treeLines(workflow: WorkflowView, options: TreeOptions): string[] {
  const name = workflow.metadata.name ?? '';
  const nodes = workflow.status?.nodes;
  if (nodes === undefined) return [];
  const roots = nodeForest(nodes);
  const main = roots.get(name);
  if (main === undefined) return [];
  const rows = [treeHeader(options), ...drawTree(main, workflow, options)];
  const handler = [...roots.values()].find(({ node }) => node.name === `${name}.onExit`);
  if (handler !== undefined) rows.push(SEPARATOR, ...drawTree(handler, workflow, options));
  return table(rows, COLUMN_GAP);
}

interface Frame {
  readonly tree: TreeNode;
  /** What comes before the node's own mark, and before that of a node below it. */
  readonly prefix: string;
  readonly childPrefix: string;
}

/** Rows of one tree, parents first. A stack of its own: trees may be deeper than the call stack. */
function drawTree(root: TreeNode, workflow: WorkflowView, options: TreeOptions): string[][] {
  const rows: string[][] = [];
  const stack: Frame[] = [{ tree: root, prefix: ' ', childPrefix: ' ' }];
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    const visibility = visibilityOf(frame.tree.node, options.filter);
    if (visibility === 'shown') rows.push(nodeCells(frame.tree.node, frame.prefix, workflow, options));
    const children = frame.tree.children;
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) {
        stack.push(childFrame(frame, child, visibility, index, children.length - 1, options.style));
      }
    }
  }
  return rows;
}

/** `inlined`: not shown, its children take its place. `grouped`: not shown, its children are bracketed together. */
type Visibility = 'shown' | 'inlined' | 'grouped';

function visibilityOf(node: NodeView, filter: NodeFilter | undefined): Visibility {
  if (node.type === 'Retry' && node.children?.length === 1) return 'inlined';
  if (node.type === 'StepGroup') return 'grouped';
  if (node.type === 'Skipped' && node.phase === 'Omitted') return 'inlined';
  return filter === undefined || filter(node) ? 'shown' : 'inlined';
}

interface Branch {
  readonly part: string;
  /** Continues the branch beside the nodes below. */
  readonly line: string;
}

interface Branches {
  readonly only: Branch;
  readonly first: Branch;
  readonly inner: Branch;
  readonly last: Branch;
}

const UTF8: Branches = {
  only: { part: '──', line: '  ' },
  first: { part: '┬─', line: '│ ' },
  inner: { part: '├─', line: '│ ' },
  last: { part: '└─', line: '  ' },
};
const ASCII: Branches = {
  only: { part: '--', line: '  ' },
  first: { part: '+-', line: '| ' },
  inner: { part: '|-', line: '| ' },
  last: { part: '`-', line: '  ' },
};
const NONE: Branch = { part: '', line: '' };

function childFrame(
  parent: Frame,
  tree: TreeNode,
  visibility: Visibility,
  index: number,
  last: number,
  style: Style,
): Frame {
  const branch = branchOf(visibility, index, last, style.utf8 ? UTF8 : ASCII);
  // The first child of a node that is not shown stands on that node's own line.
  const before = visibility !== 'shown' && index === 0 ? parent.prefix : parent.childPrefix;
  return { tree, prefix: before + branch.part, childPrefix: parent.childPrefix + branch.line };
}

function branchOf(visibility: Visibility, index: number, last: number, branches: Branches): Branch {
  if (visibility === 'inlined') return NONE;
  if (visibility === 'grouped') {
    if (last === 0) return branches.only;
    if (index === 0) return branches.first;
  }
  return index === last ? branches.last : branches.inner;
}
