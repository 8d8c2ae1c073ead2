import { deepEqual } from '../expr/operations.ts';
import { typeOf } from '../go/go-format.ts';
import { goJson, goJsonIndented, goJsonRaw } from '../go/go-json.ts';
import { goJsonDecode } from '../go/go-json-decode.ts';
import type { GoValue } from '../go/go-value.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { isEmpty, text } from './convert.ts';
import { defineFunctions, type SprigCall } from './define.ts';

/** sprig's plain forms give '' (or nil) where their "must" forms fail. */
const orElse =
  (fallback: GoValue, run: SprigCall): SprigCall =>
  (args, meter) => {
    const result = attempt(() => run(args, meter));
    return result.ok ? result.value : fallback;
  };

const toJson: SprigCall = ([value]) => goJson(value ?? null);
const toPrettyJson: SprigCall = ([value]) => goJsonIndented(value ?? null, '  ');
const toRawJson: SprigCall = ([value]) => goJsonRaw(value ?? null);
const fromJson: SprigCall = ([value]) => goJsonDecode(text(value));

export const DEFAULT_FUNCTIONS = defineFunctions([
  [
    'default',
    'any, ...any -> any',
    ([fallback, given]) => (isEmpty(given) ? (fallback ?? null) : (given ?? null)),
  ],
  ['empty', 'any -> bool', ([value]) => isEmpty(value)],
  ['coalesce', '...any -> any', (values) => values.find((value) => !isEmpty(value)) ?? null],
  ['all', '...any -> bool', (values) => values.every((value) => !isEmpty(value))],
  ['any', '...any -> bool', (values) => values.some((value) => !isEmpty(value))],
  ['ternary', 'any, any, bool -> any', ([yes, no, holds]) => (holds === true ? (yes ?? null) : (no ?? null))],
  ['fromJson', 'string -> any', orElse(null, fromJson)],
  ['mustFromJson', 'string -> any', fromJson],
  ['toJson', 'any -> string', orElse('', toJson)],
  ['mustToJson', 'any -> string', toJson],
  ['toPrettyJson', 'any -> string', orElse('', toPrettyJson)],
  ['mustToPrettyJson', 'any -> string', toPrettyJson],
  ['toRawJson', 'any -> string', toRawJson],
  ['mustToRawJson', 'any -> string', toRawJson],
  ['typeOf', 'any -> string', ([value]) => typeOf(value ?? null)],
  ['typeIs', 'string, any -> bool', ([type, value]) => type === typeOf(value ?? null)],
  [
    'typeIsLike',
    'string, any -> bool',
    ([type, value]) => [typeOf(value ?? null), typeOf(value ?? null).replace(/^\*/, '')].includes(text(type)),
  ],
  ['deepEqual', 'any, any -> bool', ([a, b]) => deepEqual(a ?? null, b ?? null)],
  [
    'fail',
    'string -> string',
    ([message]) => {
      throw new ExpressionFailure(text(message));
    },
  ],
]);
