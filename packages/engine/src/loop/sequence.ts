import type { Sequence } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { DeepReadonly } from '../state.ts';
import { formatInteger } from './go-integer-format.ts';
import type { Item } from './item.ts';
import { checkCount } from './limit.ts';

/** The items of a withSequence (Argo's expandSequence): texts, also where they look like numbers. */
export function sequenceItems(sequence: DeepReadonly<Sequence>): Result<Item[]> {
  const start = integer(sequence.start ?? 0);
  if (!start.ok) return start;
  const given = sequence.end ?? sequence.count;
  if (given === undefined) return failure('neither end nor count was specified in withSequence');
  const bound = integer(given);
  if (!bound.ok) return bound;
  if (sequence.end === undefined && bound.value === 0) return success([]);
  const end = sequence.end === undefined ? start.value + bound.value - 1 : bound.value;
  const count = checkCount('withSequence', Math.abs(end - start.value) + 1);
  if (!count.ok) return count;
  const step = start.value <= end ? 1 : -1;
  const format = sequence.format === undefined || sequence.format === '' ? '%d' : sequence.format;
  return success(
    Array.from({ length: count.value }, (_, index) =>
      JSON.stringify(formatInteger(format, start.value + index * step)),
    ),
  );
}

/** As strconv.Atoi reads it. */
function integer(value: string | number): Result<number> {
  const text = String(value);
  if (!/^[+-]?\d+$/.test(text)) {
    return failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const number = Number(text);
  if (Number.isSafeInteger(number)) return success(number);
  return failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: value out of range`);
}
