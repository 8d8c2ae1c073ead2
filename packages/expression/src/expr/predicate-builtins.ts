import { typeOf } from '../go/go-format.ts';
import { AnyKeyMap, type GoValue } from '../go/go-value.ts';
import { ExpressionFailure } from '../result.ts';
import { itemsOf } from './access.ts';
import type { Evaluator } from './evaluator.ts';
import { add, asBool, isLess } from './operations.ts';
import type { ExprNode } from './syntax-tree.ts';

/** The list that a predicate runs over, and how far it is: what `#`, `#index` and `#acc` stand for. */
export interface PredicateScope {
  items: readonly GoValue[];
  index: number;
  accumulator: GoValue;
}

interface Run {
  evaluator: Evaluator;
  scope: PredicateScope;
  /** The predicate of the current element; the element itself where there is none. */
  value: () => GoValue;
  holds: () => boolean;
}

type PredicateBuiltin = (run: Run) => GoValue;

function* forward(run: Run): Iterable<number> {
  for (run.scope.index = 0; run.scope.index < run.scope.items.length; run.scope.index++)
    yield run.scope.index;
}

function* backward(run: Run): Iterable<number> {
  for (run.scope.index = run.scope.items.length - 1; run.scope.index >= 0; run.scope.index--) {
    yield run.scope.index;
  }
}

/** The first index whose element fulfils the predicate. */
function firstIndex(run: Run, order: (run: Run) => Iterable<number>): number | undefined {
  for (const index of order(run)) if (run.holds()) return index;
  return undefined;
}

function find(order: (run: Run) => Iterable<number>): PredicateBuiltin {
  return (run) => {
    const index = firstIndex(run, order);
    return index === undefined ? null : (run.scope.items[index] ?? null);
  };
}

function findIndex(order: (run: Run) => Iterable<number>): PredicateBuiltin {
  return (run) => {
    const index = firstIndex(run, order);
    return index === undefined ? null : BigInt(index);
  };
}

function filtered(run: Run): GoValue[] {
  const items: GoValue[] = [];
  for (const index of forward(run)) if (run.holds()) items.push(run.scope.items[index] ?? null);
  return items;
}

function mapped(run: Run): GoValue[] {
  const values: GoValue[] = [];
  for (const _ of forward(run)) values.push(run.value());
  return values;
}

function groupBy(run: Run): GoValue {
  const groups = new Map<GoValue, GoValue[]>();
  for (const index of forward(run)) {
    const key = run.value();
    if (typeof key === 'object' && key !== null) {
      throw new ExpressionFailure(`hash of unhashable type: ${typeOf(key)}`);
    }
    const group = groups.get(key) ?? [];
    group.push(run.scope.items[index] ?? null);
    groups.set(key, group);
  }
  return new AnyKeyMap('map[interface {}][]interface {}', groups);
}

function sum(run: Run): GoValue {
  let total: GoValue = 0n;
  for (const _ of forward(run)) total = add(run.value(), total);
  return total;
}

const BUILTINS: ReadonlyMap<string, PredicateBuiltin> = new Map<string, PredicateBuiltin>([
  [
    'all',
    (run) => {
      for (const _ of forward(run)) if (!run.holds()) return false;
      return true;
    },
  ],
  ['none', (run) => firstIndex(run, forward) === undefined],
  ['any', (run) => firstIndex(run, forward) !== undefined],
  ['one', (run) => filtered(run).length === 1],
  ['filter', filtered],
  ['map', mapped],
  ['count', (run) => BigInt(filtered(run).length)],
  ['sum', sum],
  ['find', find(forward)],
  ['findLast', find(backward)],
  ['findIndex', findIndex(forward)],
  ['findLastIndex', findIndex(backward)],
  ['groupBy', groupBy],
]);

/**
 * Runs a builtin that takes a predicate.
 *
 * @param predicate evaluated once for each element it gets to see.
 * @param extra sortBy's order, reduce's first value.
 */
export function runPredicateBuiltin(
  evaluator: Evaluator,
  name: string,
  collection: GoValue,
  predicate: ExprNode | undefined,
  extra: ExprNode | undefined,
): GoValue {
  const scope: PredicateScope = { items: itemsOf(collection), index: 0, accumulator: null };
  const value = () =>
    predicate === undefined ? (scope.items[scope.index] ?? null) : evaluator.evaluate(predicate);
  const place = evaluator.place;
  const holds = () => {
    const result = value();
    evaluator.place = place;
    return asBool(result);
  };
  const run: Run = { evaluator, scope, value, holds };
  const result = evaluator.within(scope, () => {
    if (name === 'sortBy') return sortBy(run, extra);
    if (name === 'reduce') return reduce(run, extra);
    return BUILTINS.get(name)?.(run) ?? null;
  });
  if (Array.isArray(result)) evaluator.grow(result.length);
  return result;
}

function sortBy(run: Run, extra: ExprNode | undefined): GoValue {
  const order = extra === undefined ? 'asc' : run.evaluator.evaluate(extra);
  if (typeof order !== 'string') throw new ExpressionFailure('sortBy order argument must be a string');
  if (order !== 'asc' && order !== 'desc') {
    throw new ExpressionFailure('unknown order, use asc or desc');
  }
  const keys = mapped(run);
  const sorted = run.scope.items.map((item, index) => ({ item, key: keys[index] ?? null }));
  const sign = order === 'asc' ? 1 : -1;
  sorted.sort((a, b) => sign * compareKeys(a.key, b.key));
  return sorted.map(({ item }) => item);
}

/** For sorting by expr-lang's `<`, which refuses keys of different types. */
export function compareKeys(a: GoValue, b: GoValue): number {
  if (isLess(a, b)) return -1;
  return isLess(b, a) ? 1 : 0;
}

function reduce(run: Run, extra: ExprNode | undefined): GoValue {
  const { scope } = run;
  let start = 0;
  if (extra !== undefined) {
    scope.accumulator = run.evaluator.evaluate(extra);
  } else {
    if (scope.items.length === 0) {
      throw new ExpressionFailure('reduce of empty array with no initial value');
    }
    scope.accumulator = scope.items[0] ?? null;
    start = 1;
  }
  for (scope.index = start; scope.index < scope.items.length; scope.index++) scope.accumulator = run.value();
  return scope.accumulator;
}
