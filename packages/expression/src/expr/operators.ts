/** How tightly an operator binds, and to which side it groups. */
export interface OperatorRule {
  precedence: number;
  rightAssociative: boolean;
}

function rules(entries: [precedence: number, ...operators: string[]][]): ReadonlyMap<string, OperatorRule> {
  return new Map(
    entries.flatMap(([precedence, ...operators]) =>
      operators.map((operator): [string, OperatorRule] => [
        operator,
        { precedence, rightAssociative: operator === '**' || operator === '^' },
      ]),
    ),
  );
}

export const UNARY_OPERATORS = rules([
  [50, 'not', '!'],
  [90, '-', '+'],
]);

export const BINARY_OPERATORS = rules([
  [0, '|'],
  [10, 'or', '||'],
  [15, 'and', '&&'],
  [20, '==', '!=', '<', '>', '>=', '<=', 'in', 'matches', 'contains', 'startsWith', 'endsWith'],
  [25, '..'],
  [30, '+', '-'],
  [60, '*', '/', '%'],
  [100, '**', '^'],
  [500, '??'],
]);

export const COMPARISONS: ReadonlySet<string> = new Set(['<', '>', '>=', '<=']);

export const NEGATABLE_OPERATORS: ReadonlySet<string> = new Set([
  'contains',
  'matches',
  'startsWith',
  'endsWith',
  'in',
]);
