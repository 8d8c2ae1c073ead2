import { base64, fromBase64, fromUtf8, utf8 } from '../go/go-bytes.ts';
import { formatValue, typeOf } from '../go/go-format.ts';
import { goJsonIndented } from '../go/go-json.ts';
import { goJsonDecode } from '../go/go-json-decode.ts';
import {
  indexOf,
  lastIndexOf,
  repeat,
  replace,
  split,
  toLower,
  toUpper,
  trimPrefix,
  trimSet,
  trimSuffix,
} from '../go/go-strings.ts';
import type { GoValue } from '../go/go-value.ts';
import { trimSpace } from '../go/unicode.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { asString, toInt } from './operations.ts';

type Builtin = (args: GoValue[], meter: Meter) => GoValue;

function join([list, glue]: GoValue[]): string {
  const separator = glue === undefined ? '' : asString(glue);
  if (!Array.isArray(list)) {
    throw new ExpressionFailure(`invalid argument for join (type ${typeOf(list ?? null)})`);
  }
  return list.map((item) => asString(item)).join(separator);
}

function trim([text, set]: GoValue[]): string {
  return set === undefined ? trimSpace(asString(text)) : trimSet(asString(text), asString(set), 'both');
}

function splitText(keepSeparator: boolean): Builtin {
  return ([text, separator, limit]) =>
    split(
      asString(text),
      asString(separator),
      limit === undefined ? -1 : Number(toInt(limit)),
      keepSeparator,
    );
}

function repeatText([text, count]: GoValue[]): string {
  const times = toInt(count ?? null);
  if (times < 0n) {
    throw new ExpressionFailure(`invalid argument for repeat (expected positive integer, got ${times})`);
  }
  if (times > 1_000_000n) throw new ExpressionFailure('memory budget exceeded');
  return repeat(asString(text), Number(times));
}

export const TEXT_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['string', ([value]) => formatValue(value ?? null)],
  ['trim', trim],
  [
    'trimPrefix',
    ([text, prefix]) => trimPrefix(asString(text), prefix === undefined ? ' ' : asString(prefix)),
  ],
  [
    'trimSuffix',
    ([text, suffix]) => trimSuffix(asString(text), suffix === undefined ? ' ' : asString(suffix)),
  ],
  ['upper', ([text]) => toUpper(asString(text))],
  ['lower', ([text]) => toLower(asString(text))],
  ['split', splitText(false)],
  ['splitAfter', splitText(true)],
  [
    'replace',
    ([text, old, replacement, count]) =>
      replace(
        asString(text),
        asString(old),
        asString(replacement),
        count === undefined ? -1 : Number(toInt(count)),
      ),
  ],
  ['repeat', repeatText],
  ['join', join],
  ['indexOf', ([text, part]) => BigInt(indexOf(asString(text), asString(part)))],
  ['lastIndexOf', ([text, part]) => BigInt(lastIndexOf(asString(text), asString(part)))],
  ['hasPrefix', ([text, prefix]) => asString(text).startsWith(asString(prefix))],
  ['hasSuffix', ([text, suffix]) => asString(text).endsWith(asString(suffix))],
  ['toJSON', ([value]) => goJsonIndented(value ?? null, '  ')],
  ['fromJSON', ([text]) => goJsonDecode(asString(text))],
  ['toBase64', ([text]) => base64(utf8(asString(text)))],
  ['fromBase64', ([text]) => fromUtf8(fromBase64(asString(text)))],
]);
