import { deepEqual } from '../expr/operations.ts';
import { compareText } from '../go/go-json.ts';
import { type GoValue, listOrNil } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { castInt, count, isEmpty, kindOf, listOf, toText, toTexts } from './convert.ts';
import { defineFunctions, type SprigCall, type SprigEntry } from './define.ts';

const find = (name: string) => (kind: string) => `Cannot find ${name} on type ${kind}`;

const onList =
  (name: string, run: (items: GoValue[], rest: GoValue[], meter: Meter) => GoValue): SprigCall =>
  ([list, ...rest], meter) =>
    run(listOf(list, find(name)), rest, meter);

function isIn(items: readonly GoValue[], wanted: GoValue, meter: Meter): boolean {
  return items.some((item) => deepEqual(wanted, item, meter));
}

function uniq(items: GoValue[], _: GoValue[], meter: Meter): GoValue[] {
  const unique: GoValue[] = [];
  for (const item of items) if (!isIn(unique, item, meter)) unique.push(item);
  return unique;
}

function has([needle, haystack]: GoValue[], meter: Meter): boolean {
  if (haystack === null) return false;
  return isIn(listOf(haystack, find('has')), needle ?? null, meter);
}

function slice([list, ...indices]: GoValue[]): GoValue {
  const items = listOf(list, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const start = indices.length > 0 ? Number(castInt(indices[0])) : 0;
  const end = indices.length > 1 ? Number(castInt(indices[1])) : items.length;
  if (start < 0 || end > items.length || start > end) {
    throw new ExpressionFailure('reflect.Value.Slice: slice index out of bounds');
  }
  return items.slice(start, end);
}

function chunk([size, list]: GoValue[]): GoValue {
  const items = listOf(list, (kind) => `Cannot chunk type ${kind}`);
  const length = count(size);
  const number = Math.floor((items.length - 1) / length) + 1;
  if (number === 0) return [];
  if (length < 0 && number === 1 && items.length === 1) return [items];
  if (length <= 0) throw new ExpressionFailure('runtime error: makeslice: len out of range');
  const chunks: GoValue[] = [];
  for (let at = 0; at < items.length; at += length) chunks.push(items.slice(at, at + length));
  return chunks;
}

function sortAlpha([list]: GoValue[]): GoValue {
  const isList = Array.isArray(list) || list instanceof Uint8Array;
  return isList ? toTexts(list).sort(compareText) : [toText(list)];
}

function concat(lists: GoValue[]): GoValue {
  const items: GoValue[] = [];
  for (const list of lists) items.push(...listOf(list, (kind) => `Cannot concat type ${kind} as list`));
  return listOrNil(items);
}

/** Functions whose other form, with "must" before its name, has the same errors here. */
const LIST_ENTRIES: SprigEntry[] = [
  ['first', 'any -> any', onList('first', (items) => items[0] ?? null)],
  ['last', 'any -> any', onList('last', (items) => items.at(-1) ?? null)],
  ['rest', 'any -> list', onList('rest', (items) => listOrNil(items.slice(1), items))],
  ['initial', 'any -> list', onList('initial', (items) => listOrNil(items.slice(0, -1), items))],
  ['reverse', 'any -> list', onList('reverse', (items) => items.toReversed())],
  ['uniq', 'any -> list', onList('uniq', uniq)],
  [
    'without',
    'any, ...any -> list',
    onList('without', (items, omitted, meter) => items.filter((item) => !isIn(omitted, item, meter))),
  ],
  ['has', 'any, any -> bool', has],
  ['slice', 'any, ...any -> any', slice],
  ['chunk', 'int, any -> list', chunk],
  [
    'compact',
    'any -> list',
    ([list]) => listOf(list, (kind) => `Cannot compact on type ${kind}`).filter((item) => !isEmpty(item)),
  ],
  [
    'append',
    'any, any -> list',
    ([list, item]) => [...listOf(list, (kind) => `Cannot push on type ${kind}`), item ?? null],
  ],
  [
    'push',
    'any, any -> list',
    ([list, item]) => [...listOf(list, (kind) => `Cannot push on type ${kind}`), item ?? null],
  ],
  [
    'prepend',
    'any, any -> list',
    ([list, item]) => [item ?? null, ...listOf(list, (kind) => `Cannot prepend on type ${kind}`)],
  ],
];

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const LIST_FUNCTIONS = defineFunctions([
  ...LIST_ENTRIES,
  ...LIST_ENTRIES.map(([name, signature, call]): SprigEntry => [`must${capitalized(name)}`, signature, call]),
  ['list', '...any -> list', (values) => values],
  ['tuple', '...any -> list', (values) => values],
  ['sortAlpha', 'any -> strings', sortAlpha],
  ['concat', '...any -> any', concat],
  ['kindOf', 'any -> string', ([value]) => kindOf(value ?? null)],
  ['kindIs', 'string, any -> bool', ([kind, value]) => kind === kindOf(value ?? null)],
]);
