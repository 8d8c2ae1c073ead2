import type { GoTime } from '../go/go-time.ts';
import type { GoRegexp } from '../regexp/go-regexp.ts';

/** The kinds of govaluate's tokens, in its words, which its errors use. */
export type WhenTokenKind =
  | 'PREFIX'
  | 'NUMERIC'
  | 'BOOLEAN'
  | 'STRING'
  | 'PATTERN'
  | 'TIME'
  | 'VARIABLE'
  | 'SEPARATOR'
  | 'ACCESSOR'
  | 'COMPARATOR'
  | 'LOGICALOP'
  | 'MODIFIER'
  | 'CLAUSE'
  | 'CLAUSE_CLOSE'
  | 'TERNARY';

export type WhenTokenValue = string | number | boolean | GoTime | GoRegexp | string[];

export interface WhenToken {
  kind: WhenTokenKind;
  value: WhenTokenValue;
}
