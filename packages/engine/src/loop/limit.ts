import { failure, type Result, success } from '../result.ts';

/** Each item is a node at least, and a workflow is made for 100,000 of them. */
export const MAX_ITEMS = 100_000;

export function checkCount(field: string, count: number): Result<number> {
  if (count <= MAX_ITEMS) return success(count);
  return failure(`${field} has ${count} items: a loop may have at most ${MAX_ITEMS}`);
}
