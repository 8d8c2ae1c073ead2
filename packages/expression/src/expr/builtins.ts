import type { GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { COLLECTION_BUILTINS } from './collection-builtins.ts';
import { NUMBER_BUILTINS } from './number-builtins.ts';
import { TEXT_BUILTINS } from './text-builtins.ts';
import { TIME_BUILTINS } from './time-builtins.ts';

export type Builtin = (args: GoValue[], meter: Meter) => GoValue;

const BUILTINS: ReadonlyMap<string, Builtin> = new Map([
  ...TEXT_BUILTINS,
  ...NUMBER_BUILTINS,
  ...COLLECTION_BUILTINS,
  ...TIME_BUILTINS,
]);

/**
 * Calls a builtin whose arguments the checker has counted.
 *
 * @throws ExpressionFailure in expr-lang's words.
 */
export function callBuiltin(name: string, args: GoValue[], meter: Meter): GoValue {
  const builtin = BUILTINS.get(name);
  if (builtin === undefined) throw new ExpressionFailure(`unknown builtin ${name}`);
  return builtin(args, meter);
}
