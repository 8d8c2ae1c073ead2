import { isMap } from '../decode-value.ts';
import { isEmpty } from '../encode.ts';
import type { FieldType, ObjectType } from '../fields/field.ts';
import { mergeKeyOf } from './merge-keys.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * One object over another of the same type, as Kubernetes' strategic merge patch has it of what Go's encoder writes:
 * where both say something the patch counts; objects and maps are merged field by field, lists by their merge key, or
 * replaced where they have none. Neither of the two is changed.
 */
export function strategicMerge(original: Fields, patch: Fields, type: ObjectType): Record<string, unknown> {
  const result: Record<string, unknown> = { ...original };
  for (const field of type.fields.values()) {
    if (field.support !== 'honoured') continue;
    const over = patch[field.name];
    if (over === undefined || (isEmpty(over, field.type) && field.always === undefined)) continue;
    result[field.name] = mergeValue(
      result[field.name],
      over,
      field.type,
      mergeKeyOf(type.argoName, field.name),
    );
  }
  return result;
}

function mergeValue(under: unknown, over: unknown, type: FieldType, key: string | undefined): unknown {
  if (type.kind === 'object' && isMap(under) && isMap(over)) return strategicMerge(under, over, type.type);
  if (type.kind === 'map' && isMap(under) && isMap(over)) return mergeMap(under, over, type.value);
  if (type.kind === 'list' && key !== undefined && Array.isArray(under) && Array.isArray(over)) {
    return mergeList(under, over, type.item, key);
  }
  return over;
}

/** Without a prototype: `__proto__` is a legal label. */
function mergeMap(under: Fields, over: Fields, type: FieldType): Fields {
  const result: Record<string, unknown> = Object.assign(Object.create(null), under);
  for (const [name, value] of Object.entries(over)) {
    result[name] = name in result ? mergeValue(result[name], value, type, undefined) : value;
  }
  return result;
}

/**
 * The patch's items in their order; among them, at the place that their own list gives them, those that only the
 * original has. (Kubernetes' mergeSortedSlice: an item that both have is the only thing to go by.)
 */
function mergeList(
  under: readonly unknown[],
  over: readonly unknown[],
  type: FieldType,
  key: string,
): unknown[] {
  const placeOf = new Map(under.map((item, place) => [keyOf(item, key), place]));
  const patched = new Set(over.map((item) => keyOf(item, key)));
  const rest = under.filter((item) => !patched.has(keyOf(item, key)));
  const result: unknown[] = [];
  let next = 0;
  for (const item of over) {
    const place = placeOf.get(keyOf(item, key));
    while (place !== undefined && next < rest.length) {
      const waiting = rest[next];
      if ((placeOf.get(keyOf(waiting, key)) ?? 0) > place) break;
      result.push(waiting);
      next += 1;
    }
    result.push(place === undefined ? item : mergeValue(under[place], item, type, undefined));
  }
  return [...result, ...rest.slice(next)];
}

function keyOf(item: unknown, key: string): unknown {
  return isMap(item) ? item[key] : item;
}
