import { asString } from '../expr/operations.ts';
import { typeOf } from '../go/go-format.ts';
import { compareText } from '../go/go-json.ts';
import { EnvironmentMap, type GoValue } from '../go/go-value.ts';
import { MAX_DEPTH } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { isEmpty, mapOf, text, toText } from './convert.ts';
import { defineFunctions, type SprigCall } from './define.ts';

type Dict = Map<string, GoValue>;

function dict(values: GoValue[]): Dict {
  const map: Dict = new Map();
  for (let at = 0; at < values.length; at += 2)
    map.set(toText(values[at]), values[at + 1] ?? (at + 1 < values.length ? null : ''));
  return map;
}

/*
 * sprig changes the map that it is given. Here a changed copy is given back: maps of the environment are shared by
 * evaluations.
 */

function set([target, key, value]: GoValue[]): Dict {
  return new Map(mapOf(target)).set(text(key), value ?? null);
}

function unset([target, key]: GoValue[]): Dict {
  return filtered(mapOf(target), (name) => name !== key);
}

const sortedKeys = (map: Dict) => [...map.keys()].sort(compareText);

function filtered(map: Dict, keep: (key: string) => boolean): Dict {
  return new Map([...map].filter(([key]) => keep(key)));
}

/**
 * mergo: the second map's entries go into the first one, into maps inside maps too.
 *
 * @param overwrite whether the second one wins where both have a value; an empty value never wins.
 */
function merged(target: Dict, source: Dict, overwrite: boolean, depth = 0): Dict {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('the maps nest too deeply');
  const result = new Map(target);
  for (const [key, value] of source) {
    const own = result.get(key);
    if (own instanceof Map && value instanceof Map) {
      result.set(key, merged(own, value, overwrite, depth + 1));
    } else if (
      (value !== null || (overwrite && own === undefined)) &&
      (own === undefined || isEmpty(own) || (overwrite && !isEmpty(value)))
    ) {
      result.set(key, value);
    }
  }
  return result;
}

const merge =
  (overwrite: boolean): SprigCall =>
  ([target, ...sources]) =>
    sources.reduce<Dict>((map, source) => merged(map, mapOf(source), overwrite), mapOf(target));

/** `dig("a", "b", default, map)`: the value below the keys, or the default where a key is missing. */
function dig(values: GoValue[]): GoValue {
  if (values.length < 3) throw new ExpressionFailure('dig needs at least three arguments');
  const fallback = values.at(-2) ?? null;
  let current: GoValue = values.at(-1) ?? null;
  for (const key of values.slice(0, -2)) {
    if (!(current instanceof Map || current instanceof EnvironmentMap)) {
      const type = current === null ? 'nil' : typeOf(current);
      throw new ExpressionFailure(
        `interface conversion: interface {} is ${type}, not map[string]interface {}`,
      );
    }
    const next: GoValue | undefined = current.get(asString(key));
    if (next === undefined) return fallback;
    current = next;
  }
  return current instanceof EnvironmentMap ? current.toMap() : current;
}

function deepCopy(value: GoValue, depth = 0): GoValue {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('the value nests too deeply');
  if (Array.isArray(value)) return value.map((item) => deepCopy(item, depth + 1));
  if (!(value instanceof Map)) return value;
  return new Map([...value].map(([key, item]): [string, GoValue] => [key, deepCopy(item, depth + 1)]));
}

function copyOf([value]: GoValue[]): GoValue {
  if (value === null || value === undefined) {
    throw new ExpressionFailure('reflect: call of reflect.Value.Type on zero Value');
  }
  return deepCopy(value);
}

export const MAP_FUNCTIONS = defineFunctions([
  ['dict', '...any -> map', dict],
  [
    'get',
    'map, string -> any',
    ([map, key]) => mapOf(map).get(text(key)) ?? (mapOf(map).has(text(key)) ? null : ''),
  ],
  ['set', 'map, string, any -> map', set],
  ['unset', 'map, string -> map', unset],
  ['hasKey', 'map, string -> bool', ([map, key]) => mapOf(map).has(text(key))],
  [
    'pluck',
    'string, ...map -> list',
    ([key, ...maps]) =>
      maps.filter((map) => mapOf(map).has(text(key))).map((map) => mapOf(map).get(text(key)) ?? null),
  ],
  ['keys', '...map -> strings', (maps) => maps.flatMap((map) => sortedKeys(mapOf(map)))],
  ['values', 'map -> list', ([map]) => sortedKeys(mapOf(map)).map((key) => mapOf(map).get(key) ?? null)],
  ['pick', 'map, ...string -> map', ([map, ...keys]) => filtered(mapOf(map), (key) => keys.includes(key))],
  ['omit', 'map, ...string -> map', ([map, ...keys]) => filtered(mapOf(map), (key) => !keys.includes(key))],
  ['merge', 'map, ...map -> any', merge(false)],
  ['mustMerge', 'map, ...map -> any', merge(false)],
  ['mergeOverwrite', 'map, ...map -> any', merge(true)],
  ['mustMergeOverwrite', 'map, ...map -> any', merge(true)],
  ['dig', '...any -> any', dig],
  ['deepCopy', 'any -> any', copyOf],
  ['mustDeepCopy', 'any -> any', copyOf],
]);
