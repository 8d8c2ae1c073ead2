import {
  ANY_MAP,
  ARRAY,
  arrayOf,
  BOOL,
  describeNature,
  elementOf,
  INT,
  isUnknown,
  type Nature,
  UNKNOWN,
} from './nature.ts';

const INDEX: ReadonlyMap<string, Nature> = new Map([['index', INT]]);

/** What `#name` may be in which builtin's predicate. */
export const PREDICATE_VARIABLES: ReadonlyMap<string, ReadonlyMap<string, Nature>> = new Map([
  ['map', INDEX],
  [
    'reduce',
    new Map([
      ['index', INT],
      ['acc', UNKNOWN],
    ]),
  ],
]);

const NO_RESULT_OF_PREDICATE = 'predicate should has one input and one output param';
const NO_RESULT: ReadonlyMap<string, string> = new Map([
  ['reduce', 'predicate should has two input and one output param'],
]);

const BOOLEAN_PREDICATES: ReadonlySet<string> = new Set([
  'all',
  'none',
  'any',
  'one',
  'filter',
  'count',
  'find',
  'findLast',
  'findIndex',
  'findLastIndex',
]);

/** What is wrong with a predicate of this nature, in expr-lang's words. */
export function predicateError(name: string, predicate: Nature): string | undefined {
  if (predicate.kind === 'nil') return NO_RESULT.get(name) ?? NO_RESULT_OF_PREDICATE;
  if (!BOOLEAN_PREDICATES.has(name) || predicate.kind === 'bool' || isUnknown(predicate)) return undefined;
  return `predicate should return boolean (got ${describeNature(predicate)})`;
}

/** The nature of what such a builtin gives. */
export function predicateResult(name: string, collection: Nature, result: Nature | undefined): Nature {
  switch (name) {
    case 'filter':
      return isUnknown(collection) ? ARRAY : arrayOf(elementOf(collection));
    case 'map':
      return arrayOf(result ?? UNKNOWN);
    case 'count':
    case 'findIndex':
    case 'findLastIndex':
      return INT;
    case 'sum':
      return result ?? (isUnknown(collection) ? UNKNOWN : elementOf(collection));
    case 'find':
    case 'findLast':
      return isUnknown(collection) ? UNKNOWN : elementOf(collection);
    case 'groupBy':
      return {
        ...ANY_MAP,
        goType: 'map[interface {}][]interface {}',
        element: arrayOf(elementOf(collection)),
      };
    case 'sortBy':
      return collection;
    case 'reduce':
      return result ?? UNKNOWN;
    default:
      return BOOL;
  }
}
