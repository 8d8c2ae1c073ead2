import type { PathSegment } from '@tiphys/spec';

const MAX_PROBLEMS = 100;

/** Where a pass over a JSON value is, and what was wrong so far. */
export class Reading {
  readonly problems: { path: PathSegment[]; message: string }[] = [];
  /** Whether unknown fields, and what else Go's decoder passes over in silence, are problems. */
  readonly strict: boolean;
  readonly #path: PathSegment[] = [];

  constructor(strict: boolean) {
    this.strict = strict;
  }

  /** Notes what is wrong with the value where the pass is; beyond a hundred problems only that there are some. */
  problem(message: string): undefined {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ path: [...this.#path], message });
    return undefined;
  }

  at<T>(segment: PathSegment, read: () => T): T {
    this.#path.push(segment);
    const value = read();
    this.#path.pop();
    return value;
  }
}

export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** What a JSON value is, in words. */
export function kindOf(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'a list';
  return typeof json === 'object' ? 'an object' : `a ${typeof json}`;
}
