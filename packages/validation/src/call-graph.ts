import { calledTemplate, type PlacedTemplate, type WorkflowIndex } from './workflow-index.ts';

/** Argo's and the engine's: a node at this depth is an Error, "Maximum recursion depth exceeded". */
export const MAX_DEPTH = 100;

/** The templates that a template's steps and tasks call; handlers and hooks apart. */
export function calledTemplates(index: WorkflowIndex, { calls }: PlacedTemplate): PlacedTemplate[] {
  return calls.flatMap(({ call, home }) => calledTemplate(index, call, home) ?? []);
}

/** The templates that run, or may, where this one does, and the fewest calls that lead to each. */
export function reachableFrom(
  index: WorkflowIndex,
  names: readonly (string | undefined)[],
): Map<PlacedTemplate, number> {
  const depths = new Map<PlacedTemplate, number>();
  for (const name of names) {
    const placed = index.byName.get(name ?? '');
    if (placed !== undefined) depths.set(placed, 1);
  }
  // A map is walked in the order of insertion, what is added on the way included: nearest first.
  for (const [placed, depth] of depths) {
    for (const called of calledTemplates(index, placed)) {
      if (!depths.has(called)) depths.set(called, depth + 1);
    }
  }
  return depths;
}

/** A template that no run can reach: the shortest chain of calls that leads to it is already too long. */
export function firstTooDeep(depths: ReadonlyMap<PlacedTemplate, number>): PlacedTemplate | undefined {
  for (const [placed, depth] of depths) {
    if (depth >= MAX_DEPTH) return placed;
  }
  return undefined;
}

export const TOO_DEEP = `maximum recursion depth exceeded: ${MAX_DEPTH - 1} templates at most can call each other in a chain`;
