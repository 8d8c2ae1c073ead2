import { formatValue, typeOf } from '../go/go-format.ts';
import { compareText } from '../go/go-json.ts';
import {
  AnyKeyMap,
  GoDuration,
  GoFunction,
  GoLocation,
  GoTime,
  type GoValue,
  listOrNil,
  NilList,
} from '../go/go-value.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { fetch, getElement } from './access.ts';
import { entriesOf, equal } from './operations.ts';
import { compareKeys } from './predicate-builtins.ts';

type Builtin = (args: GoValue[], meter: Meter) => GoValue;

/** How reflect names the kind of a value. */
function kindOf(value: GoValue): string {
  if (value === null) return 'invalid';
  if (Array.isArray(value) || value instanceof Uint8Array) return 'slice';
  if (entriesOf(value) !== undefined) return 'map';
  if (value instanceof GoFunction) return 'func';
  if (value instanceof GoTime) return 'struct';
  return value instanceof GoDuration ? 'int64' : typeOf(value);
}

function list(value: GoValue | undefined, refusal: (kind: string) => string): readonly GoValue[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => BigInt(byte));
  throw new ExpressionFailure(refusal(kindOf(value ?? null)));
}

/** Go's maps have no order; here it is that of their keys. */
function sortedEntries(value: GoValue, refusal: (kind: string) => string): [GoValue, GoValue][] {
  const entries = entriesOf(value);
  if (entries === undefined) throw new ExpressionFailure(refusal(kindOf(value)));
  return [...entries].sort(([a], [b]) => compareText(formatValue(a), formatValue(b)));
}

function len([value]: GoValue[]): GoValue {
  if (typeof value === 'string') return BigInt([...value].length);
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length);
  const entries = entriesOf(value ?? null);
  if (entries !== undefined) return BigInt(entries.size);
  throw new ExpressionFailure(`invalid argument for len (type ${typeOf(value ?? null)})`);
}

function type([value]: GoValue[]): GoValue {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'number') return 'float';
  if (Array.isArray(value) || value instanceof Uint8Array) return 'array';
  if (entriesOf(value) !== undefined) return 'map';
  if (value instanceof GoFunction) return 'func';
  if (value instanceof GoLocation) return 'unknown';
  return typeOf(value);
}

/** nil where there is no such element, whatever the reason. */
function elementOr(index: bigint): Builtin {
  return ([value]) => {
    try {
      return fetch(value ?? null, index);
    } catch (failure) {
      if (failure instanceof ExpressionFailure) return null;
      throw failure;
    }
  };
}

function take([value, count]: GoValue[]): GoValue {
  const items = list(value, (kind) => `cannot take from ${kind}`);
  if (typeof count !== 'bigint') throw new ExpressionFailure(`cannot take ${kindOf(count ?? null)} elements`);
  if (count < 0n) throw new ExpressionFailure('reflect.Value.Slice: slice index out of bounds');
  if (value instanceof NilList) return value;
  return items.slice(0, Number(count > BigInt(items.length) ? BigInt(items.length) : count));
}

function fromPairs([value]: GoValue[]): GoValue {
  const map = new AnyKeyMap('map[interface {}]interface {}');
  for (const pair of list(value, () => `cannot transform ${formatValue(value ?? null)} from pairs`)) {
    if (!Array.isArray(pair)) throw new ExpressionFailure(`invalid pair ${formatValue(pair)}`);
    const [key, item] = pair;
    if (pair.length !== 2 || key === undefined || item === undefined) {
      throw new ExpressionFailure(`invalid pair length ${formatValue(pair)}`);
    }
    map.entries.set(key, item);
  }
  return map;
}

function uniq([value]: GoValue[], meter: Meter): GoValue {
  const unique: GoValue[] = [];
  for (const item of list(value, (kind) => `cannot uniq ${kind}`)) {
    if (!unique.some((known) => equal(item, known, meter))) unique.push(item);
  }
  return unique;
}

function flatten(items: readonly GoValue[], depth: number): GoValue[] {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('recursion depth exceeded');
  return items.flatMap((item) => (Array.isArray(item) ? flatten(item, depth + 1) : [item]));
}

function sort(args: GoValue[]): GoValue {
  const [value, order] = args;
  let sign = 1;
  if (order !== undefined) {
    if (typeof order !== 'string') {
      throw new ExpressionFailure(`sort order argument must be a string (got ${typeOf(order)})`);
    }
    if (order !== 'asc' && order !== 'desc') {
      throw new ExpressionFailure(`invalid order ${order}, expected asc or desc`);
    }
    sign = order === 'asc' ? 1 : -1;
  }
  const items = Array.isArray(value) ? [...value] : [];
  return items.sort((a, b) => sign * compareKeys(a, b));
}

export const COLLECTION_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['len', len],
  ['type', type],
  ['first', elementOr(0n)],
  ['last', elementOr(-1n)],
  ['get', ([from, key]) => getElement(from ?? null, key ?? null)],
  ['take', take],
  [
    'keys',
    ([map]) => sortedEntries(map ?? null, (kind) => `cannot get keys from ${kind}`).map(([key]) => key),
  ],
  [
    'values',
    ([map]) =>
      sortedEntries(map ?? null, (kind) => `cannot get values from ${kind}`).map(([, value]) => value),
  ],
  ['toPairs', ([map]) => sortedEntries(map ?? null, (kind) => `cannot transform ${kind} to pairs`)],
  ['fromPairs', fromPairs],
  ['reverse', ([value]) => list(value, (kind) => `cannot reverse ${kind}`).toReversed()],
  ['uniq', uniq],
  [
    'concat',
    (args) => listOrNil(args.flatMap((value) => [...list(value, (kind) => `cannot concat ${kind}`)])),
  ],
  [
    'flatten',
    ([value]) =>
      flatten(
        list(value, (kind) => `cannot flatten ${kind}`),
        0,
      ),
  ],
  ['sort', sort],
]);
