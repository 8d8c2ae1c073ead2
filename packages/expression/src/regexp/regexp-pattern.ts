import { ExpressionFailure } from '../result.ts';
import { unicodeClass } from './character-class.ts';

/** Where the parser stands in a pattern. */
export interface PatternReader {
  readonly pattern: string;
  at: number;
}

/** An error as Go's regexp/syntax words it. */
export function regexpError(code: string, expression: string): ExpressionFailure {
  return new ExpressionFailure(`error parsing regexp: ${code}: \`${expression}\``);
}

/** Reads `p{Name}`, `pN`, `P{Name}`, `p{^Name}`; the reader stands behind the backslash. */
export function readUnicodeClass(reader: PatternReader): {
  test: (code: number) => boolean;
  negated: boolean;
} {
  const match = /^([pP])(?:\{(\^?)([^}]*)\}|([A-Za-z]))/.exec(reader.pattern.slice(reader.at));
  const name = match?.[3] ?? match?.[4];
  const test = name === undefined ? undefined : unicodeClass(name);
  if (match === null || test === undefined) {
    throw regexpError('invalid character class range', `\\${match?.[0] ?? 'p'}`);
  }
  reader.at += match[0].length;
  return { test, negated: (match[1] === 'P') !== (match[2] === '^') };
}
