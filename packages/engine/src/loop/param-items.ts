import { jsonSyntaxFault } from '@tiphys/expression';
import { failure, type Result, success } from '../result.ts';
import type { Item } from './item.ts';
import { jsonElements } from './json-text.ts';
import { checkCount } from './limit.ts';

/** How much of a value that is no list is shown. */
const SHOWN = 200;

/** The items of a withParam: a JSON list; null is an empty one. */
export function paramItems(text: string): Result<Item[]> {
  const shown = text.trim().length > SHOWN ? `${text.trim().slice(0, SHOWN)}…` : text.trim();
  const fault = (why: string) =>
    failure(`withParam value could not be parsed as a JSON list: ${shown}: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault(jsonSyntaxFault(text));
  }
  if (value === null) return success([]);
  if (!Array.isArray(value)) {
    return fault(`json: cannot unmarshal ${kindOf(value)} into Go value of type []v1alpha1.Item`);
  }
  const count = checkCount('withParam', value.length);
  return count.ok ? success(jsonElements(text)) : count;
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' ? 'object' : typeof value;
}
