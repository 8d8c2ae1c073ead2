import type { PathSegment } from '@tiphys/spec';

/** Calls back for every text inside plain data, and for no key. */
export function eachText(
  value: unknown,
  path: readonly PathSegment[],
  visit: (text: string, path: readonly PathSegment[]) => void,
): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) eachText(item, [...path, index], visit);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) eachText(item, [...path, key], visit);
  }
}
