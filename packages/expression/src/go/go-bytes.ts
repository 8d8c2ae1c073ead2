import { ExpressionFailure } from '../result.ts';

/*
 * Texts as bytes and back. TextEncoder and atob are no part of the language, so a pure package has its own.
 */

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
    else if (point < 0x10000) {
      bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
    } else {
      bytes.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 0x3f),
        0x80 | ((point >> 6) & 0x3f),
        0x80 | (point & 0x3f),
      );
    }
  }
  return Uint8Array.from(bytes);
}

/** How many bytes the text has in UTF-8: what Go's len counts. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) length += 1;
    else if (code < 0x800) length += 2;
    else if (code >= 0xd800 && code <= 0xdbff && isLowSurrogate(text.charCodeAt(index + 1))) {
      length += 4;
      index++;
    } else length += 3;
  }
  return length;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** The text of UTF-8 bytes; each byte that is none becomes U+FFFD, as when Go ranges over such a string. */
export function fromUtf8(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const [point, size] = decodeRune(bytes, index);
    text += String.fromCodePoint(point);
    index += size;
  }
  return text;
}

const INVALID: [number, number] = [0xfffd, 1];

function decodeRune(bytes: Uint8Array, at: number): [point: number, size: number] {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return [first, 1];
  const size = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (size === 0 || first >= 0xf5 || at + size > bytes.length) return INVALID;
  let point = first & (0xff >> (size + 1));
  for (let index = 1; index < size; index++) {
    const next = bytes[at + index] ?? 0;
    if ((next & 0xc0) !== 0x80) return INVALID;
    point = (point << 6) | (next & 0x3f);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return INVALID;
  return [point, size];
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Standard base64, padded. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const left = bytes.length - index;
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += BASE64.charAt(group >> 18) + BASE64.charAt((group >> 12) & 63);
    text += left > 1 ? BASE64.charAt((group >> 6) & 63) : '=';
    text += left > 2 ? BASE64.charAt(group & 63) : '=';
  }
  return text;
}

/** @throws ExpressionFailure in the words of Go's encoding/base64, which ignores line ends and nothing else. */
export function fromBase64(text: string): Uint8Array {
  return decodeGroups(text, BASE64, 6, 4, 'base64');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Standard base32, padded. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = ((held & 0xff) << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >> bits) & 31);
    }
  }
  if (bits > 0) text += BASE32.charAt((held << (5 - bits)) & 31);
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

/** @throws ExpressionFailure in the words of Go's encoding/base32. */
export function fromBase32(text: string): Uint8Array {
  return decodeGroups(text, BASE32, 5, 8, 'base32');
}

/** How many characters a last, padded group may have: those whose bits fill whole bytes. */
const LAST_GROUPS = { base64: new Set([2, 3]), base32: new Set([2, 4, 5, 7]) };

function decodeGroups(
  text: string,
  alphabet: string,
  width: number,
  group: number,
  name: 'base64' | 'base32',
): Uint8Array {
  const corrupt = (at: number) =>
    new ExpressionFailure(`illegal ${name} data at input byte ${utf8Length(text.slice(0, at))}`);
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  let inGroup = 0;
  let padding = 0;
  let groupStart = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n' || character === '\r') continue;
    if (character === '=') {
      padding++;
      if (!LAST_GROUPS[name].has(inGroup) || inGroup + padding > group) throw corrupt(at);
      continue;
    }
    const value = alphabet.indexOf(character);
    if (value < 0 || padding > 0) throw corrupt(at);
    if (inGroup === 0) groupStart = at;
    held = ((held << width) | value) & 0xffff;
    bits += width;
    inGroup = (inGroup + 1) % group;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  if (inGroup === 0 ? padding > 0 : inGroup + padding !== group) {
    throw corrupt(padding > 0 ? text.length : groupStart);
  }
  return Uint8Array.from(bytes);
}
