import { MAX_TEXT } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { utf8Length } from './go-bytes.ts';
import { type GoValue, NilList } from './go-value.ts';
import { isSpace } from './unicode.ts';

/*
 * Functions of Go's strings package that JavaScript has otherwise or not at all. Positions count bytes.
 */

/** strings.Index. */
export function indexOf(text: string, part: string): number {
  const index = text.indexOf(part);
  return index <= 0 ? index : utf8Length(text.slice(0, index));
}

/** strings.LastIndex. */
export function lastIndexOf(text: string, part: string): number {
  const index = text.lastIndexOf(part);
  return index <= 0 ? index : utf8Length(text.slice(0, index));
}

/** strings.Trim and its halves: cuts off every character of the set. */
export function trimSet(text: string, set: string, sides: 'left' | 'right' | 'both'): string {
  const members = new Set(set);
  const characters = [...text];
  let start = 0;
  let end = characters.length;
  if (sides !== 'right') while (start < end && members.has(characters[start] ?? '')) start++;
  if (sides !== 'left') while (end > start && members.has(characters[end - 1] ?? '')) end--;
  return characters.slice(start, end).join('');
}

export function trimPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

export function trimSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

/**
 * strings.SplitN and SplitAfterN.
 *
 * @param limit at most so many parts, the last one with the rest; all if it is negative, none if it is 0.
 */
export function split(text: string, separator: string, limit = -1, keepSeparator = false): GoValue[] {
  if (limit === 0) return new NilList();
  const parts: string[] = [];
  const kept = keepSeparator ? separator.length : 0;
  const ends = separator === '' ? characterEnds(text) : separatorEnds(text, separator);
  let from = 0;
  for (const end of ends) {
    if (limit > 0 && parts.length === limit - 1) break;
    parts.push(text.slice(from, end + (separator === '' ? 0 : kept)));
    from = end + separator.length;
  }
  if (separator !== '' || from < text.length) parts.push(text.slice(from));
  return parts;
}

function* separatorEnds(text: string, separator: string): Iterable<number> {
  for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, at + separator.length))
    yield at;
}

/** Where characters end, but the last one. */
function* characterEnds(text: string): Iterable<number> {
  let end = 0;
  for (const character of text) {
    end += character.length;
    if (end < text.length) yield end;
  }
}

/** strings.Replace: the first so many, all if the count is negative. */
export function replace(text: string, old: string, replacement: string, count = -1): string {
  if (count === 0 || old === replacement) return text;
  const pieces = old === '' ? ['', ...text] : text.split(old);
  const most = count < 0 ? pieces.length - 1 : Math.min(count, pieces.length - 1);
  const replaced = old === '' ? replaceEmpty(pieces, replacement, count) : undefined;
  if (replaced !== undefined) return checkLength(replaced);
  if (text.length + most * replacement.length > MAX_TEXT * 2) throw tooLong();
  return checkLength(
    pieces.slice(0, most + 1).join(replacement) +
      pieces
        .slice(most + 1)
        .map((p) => old + p)
        .join(''),
  );
}

/** The empty text is found before each character and at the end. */
function replaceEmpty(pieces: string[], replacement: string, count: number): string {
  let left = count < 0 ? Number.POSITIVE_INFINITY : count;
  let result = '';
  for (const character of pieces.slice(1)) {
    if (left-- > 0) result += replacement;
    result += character;
  }
  return left > 0 ? result + replacement : result;
}

/** strings.Repeat. */
export function repeat(text: string, count: number): string {
  if (text.length * count > MAX_TEXT) throw tooLong();
  return text.repeat(count);
}

/** strings.Fields. */
export function fields(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (!isSpace(character)) {
      word += character;
    } else if (word !== '') {
      words.push(word);
      word = '';
    }
  }
  if (word !== '') words.push(word);
  return words;
}

/** unicode.ToUpper of each character: one for one, so that `ß` stays. */
export function toUpper(text: string): string {
  return mapCharacters(text, (character) => character.toUpperCase());
}

/** unicode.ToLower of each character. */
export function toLower(text: string): string {
  return mapCharacters(text, (character) => (character === '\u0130' ? 'i' : character.toLowerCase()));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

function mapCharacters(text: string, map: (character: string) => string): string {
  if (ASCII.test(text)) return map(text);
  let result = '';
  for (const character of text) {
    const mapped = map(character);
    result += [...mapped].length === 1 ? mapped : character;
  }
  return result;
}

function checkLength(text: string): string {
  if (text.length > MAX_TEXT) throw tooLong();
  return text;
}

function tooLong(): ExpressionFailure {
  return new ExpressionFailure('memory budget exceeded');
}
