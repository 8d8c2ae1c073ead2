import { functionNature } from '../expr/nature.ts';
import { MAX_DEPTH } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { base64 } from './go-bytes.ts';
import { formatJsonNumber } from './go-number.ts';
import {
  AnyKeyMap,
  EnvironmentMap,
  GoDuration,
  GoFunction,
  GoLocation,
  GoTime,
  NilList,
} from './go-value.ts';

const ESCAPES = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON must escape
const ESCAPED = /["\\<>&\u0000-\u001f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const ESCAPED_UNLESS_HTML = /["\\\u2028\u2029\u0000-\u001f]/g;

/** A string as Go's encoding/json writes it: `<`, `>` and `&` escaped unless told otherwise, U+2028 and U+2029 too. */
export function goJsonString(text: string, escapeHtml = true): string {
  const escaped = text
    .toWellFormed()
    .replace(
      escapeHtml ? ESCAPED : ESCAPED_UNLESS_HTML,
      (character) => ESCAPES.get(character) ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return `"${escaped}"`;
}

/**
 * A value as Go's encoding/json writes it: the fields of an object in their order, as of a struct, without those
 * that are undefined; the entries of a Map in the order of their keys; HTML's characters escaped.
 *
 * @throws ExpressionFailure in json.Marshal's words, for what has no JSON: NaN, infinities, functions, keys of maps
 *   that are no strings, and what nests too deeply.
 */
export function goJson(value: unknown): string {
  return new Encoder(true, undefined).encode(value, 0);
}

/** The same with each element on its own line (json.MarshalIndent). */
export function goJsonIndented(value: unknown, indent: string): string {
  return new Encoder(true, indent).encode(value, 0);
}

/** The same without escaping HTML's characters (json.Encoder's SetEscapeHTML(false)). */
export function goJsonRaw(value: unknown): string {
  return new Encoder(false, undefined).encode(value, 0);
}

class Encoder {
  readonly #escapeHtml: boolean;
  readonly #indent: string | undefined;

  constructor(escapeHtml: boolean, indent: string | undefined) {
    this.#escapeHtml = escapeHtml;
    this.#indent = indent;
  }

  encode(value: unknown, depth: number): string {
    if (depth > MAX_DEPTH) throw new ExpressionFailure('json: the value nests too deeply');
    switch (typeof value) {
      case 'string':
        return goJsonString(value, this.#escapeHtml);
      case 'number':
        if (Number.isFinite(value)) return formatJsonNumber(value);
        throw new ExpressionFailure(
          `json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
        );
      case 'bigint':
      case 'boolean':
        return String(value);
      case 'object':
        return value === null ? 'null' : this.#encodeObject(value, depth);
      default:
        return 'null';
    }
  }

  #encodeObject(value: object, depth: number): string {
    if (value instanceof NilList) return 'null';
    if (Array.isArray(value)) {
      return this.#wrap(
        '[',
        value.map((item) => this.encode(item, depth + 1)),
        ']',
        depth,
      );
    }
    if (value instanceof Uint8Array) return `"${base64(value)}"`;
    if (value instanceof GoTime) return `"${value.toJson()}"`;
    if (value instanceof GoDuration) return String(value.nanoseconds);
    if (value instanceof GoLocation) return '{}';
    if (value instanceof GoFunction) {
      throw new ExpressionFailure(`json: unsupported type: ${functionNature(value.signature).goType}`);
    }
    if (value instanceof AnyKeyMap) {
      throw new ExpressionFailure(`json: unsupported type: ${value.goType}`);
    }
    if (value instanceof EnvironmentMap) return this.#encodeEntries(sorted(value.toMap()), depth);
    if (value instanceof Map) return this.#encodeEntries(sorted(value), depth);
    return this.#encodeEntries(
      Object.entries(value).filter(([, item]) => item !== undefined),
      depth,
    );
  }

  #encodeEntries(entries: [string, unknown][], depth: number): string {
    const separator = this.#indent === undefined ? ':' : ': ';
    return this.#wrap(
      '{',
      entries.map(
        ([key, item]) => `${goJsonString(key, this.#escapeHtml)}${separator}${this.encode(item, depth + 1)}`,
      ),
      '}',
      depth,
    );
  }

  #wrap(open: string, items: string[], close: string, depth: number): string {
    if (this.#indent === undefined || items.length === 0) return `${open}${items.join(',')}${close}`;
    const inner = `\n${this.#indent.repeat(depth + 1)}`;
    return `${open}${inner}${items.join(`,${inner}`)}\n${this.#indent.repeat(depth)}${close}`;
  }
}

function sorted(map: ReadonlyMap<unknown, unknown>): [string, unknown][] {
  return [...map]
    .map(([key, value]): [string, unknown] => [String(key), value])
    .sort(([a], [b]) => compareText(a, b));
}

/** The order of Go's strings, that is of their UTF-8 bytes, which is the order of code points and not of UTF-16. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    const xHigh = x >= 0xd800 && x <= 0xdfff;
    const yHigh = y >= 0xd800 && y <= 0xdfff;
    if (xHigh !== yHigh) return xHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
