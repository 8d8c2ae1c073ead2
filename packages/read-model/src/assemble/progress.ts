import type { NodeStatus } from '@tiphys/spec';
import { isExecutable } from '../projection/executable.ts';
import { type Amounts, sumsBelow } from './sums-below.ts';

type ProgressNode = Pick<NodeStatus, 'id' | 'type' | 'progress' | 'children'>;

/**
 * The progress of the nodes that sum up others: over the executable nodes below; undefined for executable nodes and
 * where nothing is below (Argo's workflow/progress/updater.go).
 */
export function groupProgress(nodes: readonly ProgressNode[]): (string | undefined)[] {
  const below = sumsBelow(
    nodes,
    nodes.map((node) => (isExecutable(node.type) ? parse(node.progress) : NOTHING)),
  );
  return nodes.map((node, index) => {
    if (isExecutable(node.type)) return undefined;
    const [done = 0, total = 0] = below(index);
    return total === 0 ? undefined : `${done}/${total}`;
  });
}

const NOTHING: Amounts = [0, 0];

/** Argo ignores a progress that is none. */
function parse(progress: string | undefined): Amounts {
  const match = /^(\d+)\/(\d+)$/.exec(progress ?? '');
  return match === null ? NOTHING : [Number(match[1]), Number(match[2])];
}
