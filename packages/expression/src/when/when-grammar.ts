import { formatFloat } from '../go/go-number.ts';
import { GoTime } from '../go/go-time.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { ExpressionFailure } from '../result.ts';
import type { WhenToken, WhenTokenKind, WhenTokenValue } from './when-token.ts';

const VALUES: WhenTokenKind[] = ['NUMERIC', 'BOOLEAN', 'VARIABLE', 'ACCESSOR', 'CLAUSE'];
const AFTER_VALUE: WhenTokenKind[] = [
  'MODIFIER',
  'COMPARATOR',
  'LOGICALOP',
  'CLAUSE_CLOSE',
  'TERNARY',
  'SEPARATOR',
];
const AFTER_TIME: WhenTokenKind[] = ['MODIFIER', 'COMPARATOR', 'LOGICALOP', 'CLAUSE_CLOSE', 'SEPARATOR'];

/**
 * Which kinds may follow which (govaluate's lexer states). Some are odd and matter: after a prefix there may be a
 * word but no text, so that `!foo` is refused once words have become texts.
 */
const FOLLOWERS: Readonly<Record<WhenTokenKind | 'START', ReadonlySet<WhenTokenKind>>> = {
  START: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'PATTERN', 'STRING', 'TIME']),
  CLAUSE: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'PATTERN', 'STRING', 'TIME', 'CLAUSE_CLOSE']),
  CLAUSE_CLOSE: new Set<WhenTokenKind>([
    ...AFTER_VALUE,
    'NUMERIC',
    'BOOLEAN',
    'VARIABLE',
    'STRING',
    'PATTERN',
    'TIME',
    'CLAUSE',
  ]),
  NUMERIC: new Set(AFTER_VALUE),
  BOOLEAN: new Set(AFTER_VALUE),
  STRING: new Set(AFTER_VALUE),
  VARIABLE: new Set(AFTER_VALUE),
  TIME: new Set(AFTER_TIME),
  PATTERN: new Set(AFTER_TIME),
  MODIFIER: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'STRING', 'CLAUSE_CLOSE']),
  COMPARATOR: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'STRING', 'TIME', 'CLAUSE_CLOSE', 'PATTERN']),
  LOGICALOP: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'STRING', 'TIME', 'CLAUSE_CLOSE']),
  PREFIX: new Set<WhenTokenKind>([...VALUES, 'CLAUSE_CLOSE']),
  TERNARY: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'STRING', 'TIME', 'SEPARATOR']),
  ACCESSOR: new Set<WhenTokenKind>([...AFTER_VALUE, 'CLAUSE']),
  SEPARATOR: new Set<WhenTokenKind>([...VALUES, 'PREFIX', 'STRING', 'TIME']),
};

const MAY_END = new Set<WhenTokenKind>([
  'CLAUSE_CLOSE',
  'NUMERIC',
  'BOOLEAN',
  'STRING',
  'TIME',
  'PATTERN',
  'VARIABLE',
  'ACCESSOR',
]);

export function mayFollow(previous: WhenTokenKind | undefined, next: WhenTokenKind): boolean {
  return FOLLOWERS[previous ?? 'START'].has(next);
}

/** Whether there are as many closing as opening parentheses; their order is nobody's concern. */
export function checkBalance(tokens: WhenToken[]): void {
  const opened = tokens.filter((token) => token.kind === 'CLAUSE').length;
  const closed = tokens.filter((token) => token.kind === 'CLAUSE_CLOSE').length;
  if (opened !== closed) throw new ExpressionFailure('Unbalanced parenthesis');
}

/** @throws ExpressionFailure for two tokens that may not follow each other, in govaluate's words. */
export function checkTransitions(tokens: WhenToken[]): void {
  let previous: WhenToken | undefined;
  for (const token of tokens) {
    if (!mayFollow(previous?.kind, token.kind)) {
      if (previous?.kind === 'VARIABLE' && token.kind === 'CLAUSE') {
        throw new ExpressionFailure(`Undefined function ${previous.value}`);
      }
      throw new ExpressionFailure(
        `Cannot transition token types from ${describe(previous)} to ${describe(token)}`,
      );
    }
    previous = token;
  }
  if (previous === undefined || !MAY_END.has(previous.kind)) {
    throw new ExpressionFailure('Unexpected end of expression');
  }
}

function describe(token: WhenToken | undefined): string {
  if (token === undefined) return 'UNKNOWN [<nil>]';
  // Parentheses are runes there, and print as numbers.
  if (token.kind === 'CLAUSE' || token.kind === 'CLAUSE_CLOSE') {
    return `${token.kind} [${String(token.value).charCodeAt(0)}]`;
  }
  return `${token.kind} [${formatWhenValue(token.value)}]`;
}

type Printable = WhenTokenValue | null | readonly Printable[];

/** A value as Go's `%v` prints it; null is nil. */
export function formatWhenValue(value: Printable): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatFloat(value);
  if (Array.isArray(value)) return `[${value.map(formatWhenValue).join(' ')}]`;
  if (value instanceof GoTime) return value.toString();
  if (value instanceof GoRegexp) return value.source;
  return String(value);
}
