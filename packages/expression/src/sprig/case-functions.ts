import { toLower, toUpper } from '../go/go-strings.ts';
import { isDigit, isLetter, isSpace } from '../go/unicode.ts';
import { fromBinary, text, toBinary } from './convert.ts';
import { defineFunctions } from './define.ts';
import { connected, isConnector, isUpper } from './snake-case.ts';

const LOWER = /^\p{Ll}$/u;

/** strings.Title: the first letter of each word in upper case. */
function title(value: string): string {
  let previous = ' ';
  let result = '';
  for (const character of value) {
    result += isSeparator(previous) ? toUpper(character) : character;
    previous = character;
  }
  return result;
}

function isSeparator(character: string): boolean {
  if (character.charCodeAt(0) < 0x80) return !/^[0-9A-Za-z_]$/.test(character);
  return !isLetter(character) && !isDigit(character) && isSpace(character);
}

function untitle(value: string): string {
  let atStart = true;
  let result = '';
  for (const character of value) {
    if (isSpace(character)) {
      atStart = true;
      result += character;
      continue;
    }
    result += atStart ? toLower(character) : character;
    atStart = false;
  }
  return result;
}

function swapCase(value: string): string {
  let result = '';
  for (const character of value) {
    if (isUpper(character)) result += toLower(character);
    else result += LOWER.test(character) ? toUpper(character) : character;
  }
  return result;
}

/** The first byte of each word, as goutils counts. */
function initials(value: string): string {
  let result = '';
  let gap = true;
  for (const byte of toBinary(value)) {
    if (isSpace(byte)) gap = true;
    else if (gap) {
      result += byte;
      gap = false;
    }
  }
  return result;
}

/** goutils looks at bytes: a text with blanks that is not ASCII comes out as Latin-1. */
function noSpace(value: string): string {
  const binary = toBinary(value);
  const kept = [...binary].filter((byte) => !isSpace(byte)).join('');
  return kept.length === binary.length ? fromBinary(binary) : kept;
}

/** xstrings.ToPascalCase: words between connectors begin in upper case; what was all upper case is lowered. */
function pascalCase(value: string): string {
  const characters = [...value];
  const start = characters.findIndex((character) => !isConnector(character));
  // xstrings writes the last one of nothing but connectors twice.
  if (start < 0) return value + (characters.at(-1) ?? '');
  let result = characters.slice(0, start).join('');
  let current = characters[start] ?? '';
  let wordIsUpper = isUpper(current);
  current = toUpper(current);
  for (const character of characters.slice(start + 1)) {
    const previous = current;
    current = character;
    if (isConnector(current) && isConnector(previous)) {
      result += previous;
      continue;
    }
    if (isConnector(previous)) {
      wordIsUpper = isUpper(current);
      current = toUpper(current);
      continue;
    }
    if (wordIsUpper && isUpper(current)) current = toLower(current);
    else wordIsUpper = false;
    result += previous;
  }
  return result + current;
}

export const CASE_FUNCTIONS = defineFunctions([
  ['title', 'string -> string', ([value]) => title(text(value))],
  ['untitle', 'string -> string', ([value]) => untitle(text(value))],
  ['swapcase', 'string -> string', ([value]) => swapCase(text(value))],
  ['initials', 'string -> string', ([value]) => initials(text(value))],
  ['nospace', 'string -> string', ([value]) => noSpace(text(value))],
  ['camelcase', 'string -> string', ([value]) => pascalCase(text(value))],
  ['snakecase', 'string -> string', ([value]) => connected(text(value), '_')],
  ['kebabcase', 'string -> string', ([value]) => connected(text(value), '-')],
]);
