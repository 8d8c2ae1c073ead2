/** A `?` marks what may be left out. */
export type PredicateArgument = 'value' | 'value?' | 'predicate' | 'predicate?';

/** The builtins that take a predicate, and their arguments. */
export const PREDICATE_BUILTINS: ReadonlyMap<string, readonly PredicateArgument[]> = new Map<
  string,
  readonly PredicateArgument[]
>([
  ...[
    'all',
    'none',
    'any',
    'one',
    'filter',
    'map',
    'find',
    'findIndex',
    'findLast',
    'findLastIndex',
    'groupBy',
  ].map((name): [string, readonly PredicateArgument[]] => [name, ['value', 'predicate']]),
  ['count', ['value', 'predicate?']],
  ['sum', ['value', 'predicate?']],
  ['sortBy', ['value', 'predicate', 'value?']],
  ['reduce', ['value', 'predicate', 'value?']],
]);

/** The other builtins. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set([
  ...['len', 'type', 'abs', 'ceil', 'floor', 'round', 'int', 'float', 'string'],
  ...['trim', 'trimPrefix', 'trimSuffix', 'upper', 'lower', 'split', 'splitAfter', 'replace', 'repeat'],
  ...['join', 'indexOf', 'lastIndexOf', 'hasPrefix', 'hasSuffix', 'max', 'min', 'mean', 'median'],
  ...['toJSON', 'fromJSON', 'toBase64', 'fromBase64', 'now', 'duration', 'date', 'timezone'],
  ...['first', 'last', 'get', 'take', 'keys', 'values', 'toPairs', 'fromPairs', 'reverse', 'uniq'],
  ...['concat', 'flatten', 'sort', 'bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr'],
  ...['bitushr', 'bitnot'],
]);
