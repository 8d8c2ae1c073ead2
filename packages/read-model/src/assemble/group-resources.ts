import type { NodeStatus, ResourcesDuration } from '@tiphys/spec';
import { isFulfilled } from '../projection/executable.ts';
import { sumsBelow } from './sums-below.ts';

type ResourceNode = Pick<NodeStatus, 'id' | 'type' | 'phase' | 'children' | 'resourcesDuration'>;

/**
 * What the pods below each other node had, once that node is fulfilled; undefined for pods, which have their own, and
 * where it is nothing (Argo's UpdateResourceDurations).
 */
export function groupResources(nodes: readonly ResourceNode[]): (ResourcesDuration | undefined)[] {
  const pods = nodes.filter(({ type }) => type === 'Pod');
  const names = [...new Set(pods.flatMap(({ resourcesDuration = {} }) => Object.keys(resourcesDuration)))];
  if (names.length === 0) return nodes.map(() => undefined);
  const nothing = names.map(() => 0);
  const below = sumsBelow(
    nodes,
    nodes.map(({ type, resourcesDuration }) => {
      if (type !== 'Pod' || resourcesDuration === undefined) return nothing;
      const own = new Map(Object.entries(resourcesDuration));
      return names.map((name) => own.get(name) ?? 0);
    }),
  );
  return nodes.map(({ type, phase }, index) => {
    if (type === 'Pod' || !isFulfilled(phase)) return undefined;
    const sums = below(index);
    const entries = names.map((name, place) => [name, sums[place] ?? 0] as const);
    return entries.some(([, seconds]) => seconds > 0) ? Object.fromEntries(entries) : undefined;
  });
}
