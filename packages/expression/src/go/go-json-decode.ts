import { MAX_DEPTH } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import type { GoValue } from './go-value.ts';
import { jsonSyntaxError } from './json-syntax.ts';

/**
 * json.Unmarshal into an `interface {}`: numbers are float64, objects are maps.
 *
 * @throws ExpressionFailure for what is no JSON, or nests too deeply.
 */
export function goJsonDecode(text: string): GoValue {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw jsonSyntaxError(text);
  }
  return convert(parsed, 0);
}

function convert(value: unknown, depth: number): GoValue {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('exceeded max depth');
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value;
    throw new ExpressionFailure('json: cannot unmarshal number into Go value of type float64');
  }
  if (typeof value === 'boolean' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => convert(item, depth + 1));
  return new Map(
    Object.entries(value as object).map(([key, item]): [string, GoValue] => [
      key.toWellFormed(),
      convert(item, depth + 1),
    ]),
  );
}
