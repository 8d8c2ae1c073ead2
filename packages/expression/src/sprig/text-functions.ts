import { base32, base64, fromBase32, fromBase64, fromUtf8, utf8 } from '../go/go-bytes.ts';
import { formatValue } from '../go/go-format.ts';
import { quote } from '../go/go-quote.ts';
import {
  repeat,
  replace,
  split,
  toLower,
  toUpper,
  trimPrefix,
  trimSet,
  trimSuffix,
} from '../go/go-strings.ts';
import { type GoValue, TextMap } from '../go/go-value.ts';
import { trimSpace } from '../go/unicode.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { count, fromBinary, text, toBinary, toText, toTexts } from './convert.ts';
import { defineFunctions } from './define.ts';
import { abbreviate, wrap } from './wrap.ts';

/** A text cut by bytes, as Go slices it. */
function cut(value: string, start: number, end: number): string {
  const binary = toBinary(value);
  const { length } = binary;
  const wrong =
    end < 0
      ? `[:${end}]`
      : end > length
        ? `[:${end}] with length ${length}`
        : start > end
          ? `[${start}:${end}]`
          : '';
  if (wrong !== '') throw new ExpressionFailure(`runtime error: slice bounds out of range ${wrong}`);
  return fromBinary(binary.slice(start, end));
}

function trunc([length, value]: GoValue[]): string {
  const size = utf8(text(value)).length;
  const limit = count(length);
  if (limit < 0 && size + limit > 0) return cut(text(value), size + limit, size);
  return limit >= 0 && size > limit ? cut(text(value), 0, limit) : text(value);
}

function substr([from, to, value]: GoValue[]): string {
  const size = utf8(text(value)).length;
  const [start, end] = [count(from), count(to)];
  if (start < 0) return cut(text(value), 0, end);
  return cut(text(value), start, end < 0 || end > size ? size : end);
}

function repeated([times, value]: GoValue[]): string {
  if (count(times) < 0) throw new ExpressionFailure('strings: negative Repeat count');
  return repeat(text(value), count(times));
}

function indent(spaces: number, value: string): string {
  if (spaces < 0) throw new ExpressionFailure('strings: negative Repeat count');
  const pad = repeat(' ', spaces);
  return pad + replace(value, '\n', `\n${pad}`);
}

/** A map of the parts, named `_0`, `_1`, ... */
function parts(separator: string, value: string, limit: number): GoValue {
  return new TextMap(
    split(value, separator, limit).map((part, index): [string, GoValue] => [`_${index}`, part]),
  );
}

function decoded(decode: () => Uint8Array): string {
  const bytes = attempt(decode);
  return bytes.ok ? fromUtf8(bytes.value) : bytes.error.message;
}

const given = (values: GoValue[]) => values.filter((value) => value !== null);

export const TEXT_FUNCTIONS = defineFunctions([
  ['hello', '-> string', () => 'Hello!'],
  ['abbrev', 'int, string -> string', ([width, value]) => abbreviate(text(value), 0, count(width))],
  [
    'abbrevboth',
    'int, int, string -> string',
    ([left, right, value]) => abbreviate(text(value), count(left), count(right)),
  ],
  ['trunc', 'int, string -> string', trunc],
  ['trim', 'string -> string', ([value]) => trimSpace(text(value))],
  ['upper', 'string -> string', ([value]) => toUpper(text(value))],
  ['lower', 'string -> string', ([value]) => toLower(text(value))],
  ['substr', 'int, int, string -> string', substr],
  ['repeat', 'int, string -> string', repeated],
  ['trimall', 'string, string -> string', ([set, value]) => trimSet(text(value), text(set), 'both')],
  ['trimAll', 'string, string -> string', ([set, value]) => trimSet(text(value), text(set), 'both')],
  ['trimSuffix', 'string, string -> string', ([end, value]) => trimSuffix(text(value), text(end))],
  ['trimPrefix', 'string, string -> string', ([start, value]) => trimPrefix(text(value), text(start))],
  ['wrap', 'int, string -> string', ([length, value]) => wrap(text(value), count(length), '', false)],
  [
    'wrapWith',
    'int, string, string -> string',
    ([length, separator, value]) => wrap(text(value), count(length), text(separator), true),
  ],
  ['contains', 'string, string -> bool', ([part, value]) => text(value).includes(text(part))],
  ['hasPrefix', 'string, string -> bool', ([start, value]) => text(value).startsWith(text(start))],
  ['hasSuffix', 'string, string -> bool', ([end, value]) => text(value).endsWith(text(end))],
  [
    'quote',
    '...any -> string',
    (values) =>
      given(values)
        .map((value) => quote(toText(value)))
        .join(' '),
  ],
  [
    'squote',
    '...any -> string',
    (values) =>
      given(values)
        .map((value) => `'${formatValue(value)}'`)
        .join(' '),
  ],
  [
    'cat',
    '...any -> string',
    (values) =>
      given(values)
        .map((value) => formatValue(value))
        .join(' '),
  ],
  ['indent', 'int, string -> string', ([spaces, value]) => indent(count(spaces), text(value))],
  ['nindent', 'int, string -> string', ([spaces, value]) => `\n${indent(count(spaces), text(value))}`],
  [
    'replace',
    'string, string, string -> string',
    ([old, replacement, value]) => replace(text(value), text(old), text(replacement)),
  ],
  ['plural', 'string, string, int -> string', ([one, many, n]) => text(n === 1n ? one : many)],
  ['toString', 'any -> string', ([value]) => toText(value)],
  ['toStrings', 'any -> strings', ([value]) => toTexts(value)],
  ['split', 'string, string -> map', ([separator, value]) => parts(text(separator), text(value), -1)],
  [
    'splitn',
    'string, int, string -> map',
    ([separator, n, value]) => parts(text(separator), text(value), count(n)),
  ],
  ['splitList', 'string, string -> strings', ([separator, value]) => split(text(value), text(separator))],
  ['join', 'string, any -> string', ([separator, list]) => toTexts(list).join(text(separator))],
  ['b64enc', 'string -> string', ([value]) => base64(utf8(text(value)))],
  ['b64dec', 'string -> string', ([value]) => decoded(() => fromBase64(text(value)))],
  ['b32enc', 'string -> string', ([value]) => base32(utf8(text(value)))],
  ['b32dec', 'string -> string', ([value]) => decoded(() => fromBase32(text(value)))],
]);
