import { type CharacterTest, foldCase, PERL_CLASSES, POSIX_CLASSES } from './character-class.ts';
import { type PatternReader, readUnicodeClass, regexpError } from './regexp-pattern.ts';

/** Reads `[...]`; the reader stands behind the bracket that opens it. */
export function parseBracketClass(reader: PatternReader, ignoreCase: boolean): CharacterTest {
  const opened = reader.at - 1;
  const negated = reader.pattern.charAt(reader.at) === '^';
  if (negated) reader.at++;
  const tests: CharacterTest[] = [];
  let first = true;
  for (;;) {
    if (reader.at >= reader.pattern.length) {
      throw regexpError('missing closing ]', reader.pattern.slice(opened));
    }
    if (reader.pattern.charAt(reader.at) === ']' && !first) break;
    first = false;
    tests.push(readMember(reader));
  }
  reader.at++;
  const any: CharacterTest = (code) => tests.some((test) => test(code));
  const folded = ignoreCase ? foldCase(any) : any;
  return negated ? (code) => !folded(code) : folded;
}

function readMember(reader: PatternReader): CharacterTest {
  const posix = /^\[:(\^?)(\w*):\]/.exec(reader.pattern.slice(reader.at, reader.at + 16));
  if (posix !== null) {
    const test = POSIX_CLASSES.get(posix[2] ?? '');
    if (test === undefined) throw regexpError('invalid character class range', posix[0]);
    reader.at += posix[0].length;
    return posix[1] === '^' ? (code) => !test(code) : test;
  }
  if (reader.pattern.charAt(reader.at) === '\\') {
    const next = reader.pattern.charAt(reader.at + 1);
    const perl = PERL_CLASSES.get(next.toLowerCase());
    if (perl !== undefined) {
      reader.at += 2;
      return next === next.toLowerCase() ? perl : (code) => !perl(code);
    }
    if (next === 'p' || next === 'P') {
      reader.at++;
      const { test, negated } = readUnicodeClass(reader);
      return negated ? (code) => !test(code) : test;
    }
  }
  return readRange(reader);
}

function readRange(reader: PatternReader): CharacterTest {
  const start = reader.at;
  const low = readClassCharacter(reader);
  const after = reader.pattern.charAt(reader.at + 1);
  if (reader.pattern.charAt(reader.at) !== '-' || after === ']' || after === '')
    return (code) => code === low;
  reader.at++;
  const high = readClassCharacter(reader);
  if (high < low) {
    throw regexpError('invalid character class range', reader.pattern.slice(start, reader.at));
  }
  return (code) => code >= low && code <= high;
}

function readClassCharacter(reader: PatternReader): number {
  if (reader.pattern.charAt(reader.at) === '\\') {
    reader.at++;
    return readEscapedCharacter(reader).codePointAt(0) ?? 0;
  }
  const code = reader.pattern.codePointAt(reader.at) ?? 0;
  reader.at += code > 0xffff ? 2 : 1;
  return code;
}

const CONTROLS = new Map([
  ['a', '\u0007'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** Reads what a backslash stands before: `n`, `x41`, `x{1F600}`, `101`, or punctuation that means itself. */
export function readEscapedCharacter(reader: PatternReader): string {
  const rest = reader.pattern.slice(reader.at, reader.at + 12);
  if (rest === '') throw regexpError('trailing backslash at end of expression', '');
  const control = CONTROLS.get(rest.charAt(0));
  if (control !== undefined) {
    reader.at++;
    return control;
  }
  const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(rest);
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  const code =
    hex !== null
      ? Number.parseInt(hex[1] ?? hex[2] ?? '0', 16)
      : octal !== null
        ? Number.parseInt(octal[0], 8)
        : undefined;
  if (code !== undefined && code <= 0x10ffff) {
    reader.at += (hex ?? octal)?.[0].length ?? 0;
    return String.fromCodePoint(code);
  }
  const literal = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (/^[\p{L}\p{N}]$/u.test(literal) || literal.charCodeAt(0) >= 0x80 || literal === '_') {
    throw regexpError('invalid escape sequence', `\\${literal}`);
  }
  reader.at += literal.length;
  return literal;
}
