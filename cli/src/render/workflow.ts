import { headerLines } from './header.ts';
import type { TreeOptions } from './node-tree.ts';
import { treeLines } from './node-tree.ts';
import type { WorkflowView } from './view.ts';

/**
 * A workflow as `argo get` prints it: header, blank line, trees; every line ends with a newline. With the columns
 * `short` the header is left out once there is a tree, as in Argo.
 */
export function renderWorkflow(workflow: WorkflowView, options: TreeOptions): string {
  const tree = treeLines(workflow, options);
  if (options.columns === 'short' && tree.length > 0) return joined(tree);
  const header = headerLines(workflow, options.style, options.now);
  return joined(tree.length === 0 ? header : [...header, '', ...tree]);
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
