import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';
import type { PathSegment } from '../problem.ts';
import { isMergePair } from './convert.ts';
import type { LineIndex, Position } from './line-index.ts';

type Node = unknown;

/**
 * Where the value of a path stands: at its key, or at its item in a list. Of a path that leads nowhere (a field
 * that is missing) the place of the last part that is there.
 */
export function locateInTree(
  root: Node,
  path: readonly PathSegment[],
  aliasTargets: ReadonlyMap<object, Node>,
  lines: LineIndex,
): Position | undefined {
  let node = root;
  let offset = offsetOf(root);
  for (const segment of path) {
    const found = step(node, segment, aliasTargets);
    if (found === undefined) break;
    node = found.value;
    offset = offsetOf(found.place) ?? offset;
  }
  return offset === undefined ? undefined : lines.position(offset);
}

interface Found {
  place: Node;
  value: Node;
}

function step(node: Node, segment: PathSegment, aliasTargets: ReadonlyMap<object, Node>): Found | undefined {
  const target = isAlias(node) ? aliasTargets.get(node) : node;
  if (isSeq(target)) {
    const item = typeof segment === 'number' ? target.items[segment] : undefined;
    return item === undefined ? undefined : { place: item, value: item };
  }
  if (!isMap(target)) return undefined;
  return ownKey(target, segment) ?? mergedKey(target, segment, aliasTargets);
}

function ownKey(map: YAMLMap, segment: PathSegment): Found | undefined {
  // From the end: of a key that stands twice, the second is the wrong one.
  const pair = map.items.findLast((item) => isScalar(item.key) && item.key.source === String(segment));
  return pair === undefined ? undefined : { place: pair.key, value: pair.value };
}

function mergedKey(
  map: YAMLMap,
  segment: PathSegment,
  aliasTargets: ReadonlyMap<object, Node>,
): Found | undefined {
  for (const pair of map.items as Pair[]) {
    if (!isMergePair(pair)) continue;
    const value = isAlias(pair.value) ? aliasTargets.get(pair.value) : pair.value;
    for (const source of isSeq(value) ? value.items : [value]) {
      const found = step(source, segment, aliasTargets);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function offsetOf(node: Node): number | undefined {
  return (node as { range?: readonly number[] | null } | null)?.range?.[0];
}
