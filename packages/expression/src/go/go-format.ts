import { MAX_DEPTH } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { compareText } from './go-json.ts';
import { formatFloat } from './go-number.ts';
import { AnyKeyMap, EnvironmentMap, GoDuration, GoFunction, GoTime, type GoValue } from './go-value.ts';

/** A value as Go's `%v` prints it. */
export function formatValue(value: GoValue, depth = 0): string {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('the value nests too deeply');
  if (value === null) return '<nil>';
  if (typeof value === 'number') return formatFloat(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatValue(item, depth + 1)).join(' ')}]`;
  if (value instanceof Uint8Array) return `[${value.join(' ')}]`;
  if (value instanceof GoFunction) throw new ExpressionFailure(`a function (${value.name}) has no text`);
  if (value instanceof EnvironmentMap) return formatEntries([...value.toMap()], depth);
  if (value instanceof Map) return formatEntries([...value], depth);
  if (value instanceof AnyKeyMap) return formatEntries([...value.entries], depth);
  return String(value);
}

/** Maps print in the order of their keys. */
function formatEntries(entries: [GoValue, GoValue][], depth: number): string {
  const sorted = entries
    .map(([key, item]): [string, string] => [formatValue(key, depth + 1), formatValue(item, depth + 1)])
    .sort(([a], [b]) => compareText(a, b));
  return `map[${sorted.map(([key, item]) => `${key}:${item}`).join(' ')}]`;
}

/** The type of a value as Go's `%T` prints it. */
export function typeOf(value: GoValue): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: GoValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (value instanceof Uint8Array) return '[]uint8';
  if (value instanceof Map || value instanceof EnvironmentMap) return 'map[string]interface {}';
  if (value instanceof AnyKeyMap) return value.goType;
  if (value instanceof GoFunction) return 'func';
  if (value instanceof GoTime) return 'time.Time';
  return value instanceof GoDuration ? 'time.Duration' : '*time.Location';
}
