/** Says whether a code point belongs to a class. */
export type CharacterTest = (codePoint: number) => boolean;

const between = (code: number, first: string, last: string) =>
  code >= first.charCodeAt(0) && code <= last.charCodeAt(0);

const digit: CharacterTest = (code) => between(code, '0', '9');
const lower: CharacterTest = (code) => between(code, 'a', 'z');
const upper: CharacterTest = (code) => between(code, 'A', 'Z');
const alpha: CharacterTest = (code) => lower(code) || upper(code);
const alnum: CharacterTest = (code) => alpha(code) || digit(code);
const word: CharacterTest = (code) => alnum(code) || code === 0x5f;
const space: CharacterTest = (code) => code === 9 || code === 10 || code === 12 || code === 13 || code === 32;
const graph: CharacterTest = (code) => code > 0x20 && code < 0x7f;

/** A character of `\w`, as `\b` sees it. */
export const isWordCharacter = word;

/** `\d`, `\s`, `\w`: ASCII only, as in RE2. */
export const PERL_CLASSES: ReadonlyMap<string, CharacterTest> = new Map([
  ['d', digit],
  ['s', space],
  ['w', word],
]);

/** `[:alpha:]` and its like. */
export const POSIX_CLASSES: ReadonlyMap<string, CharacterTest> = new Map<string, CharacterTest>([
  ['alnum', alnum],
  ['alpha', alpha],
  ['ascii', (code) => code < 0x80],
  ['blank', (code) => code === 9 || code === 32],
  ['cntrl', (code) => code < 0x20 || code === 0x7f],
  ['digit', digit],
  ['graph', graph],
  ['lower', lower],
  ['print', (code) => code === 0x20 || graph(code)],
  ['punct', (code) => graph(code) && !alnum(code)],
  ['space', (code) => space(code) || code === 11],
  ['upper', upper],
  ['word', word],
  ['xdigit', (code) => digit(code) || between(code, 'a', 'f') || between(code, 'A', 'F')],
]);

/** `\p{Name}`: a general category or a script; undefined for a name that Unicode does not have. */
export function unicodeClass(name: string): CharacterTest | undefined {
  if (name === 'Any') return () => true;
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  const property = /^[A-Z][a-z&]?$/.test(name) ? name : `Script=${name}`;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^\\p{${property}}$`, 'u');
  } catch {
    return undefined;
  }
  return (code) => pattern.test(String.fromCodePoint(code));
}

/** The class that ignores case: a code point belongs if one of its cases does. */
export function foldCase(test: CharacterTest): CharacterTest {
  return (code) => test(code) || casesOf(code).some(test);
}

/** U+017F and U+212A fold to ASCII letters that JavaScript's own case functions lead to one way only. */
const EXTRA_CASES: ReadonlyMap<number, number> = new Map([
  [0x53, 0x17f],
  [0x73, 0x17f],
  [0x4b, 0x212a],
  [0x6b, 0x212a],
]);

function casesOf(code: number): number[] {
  const character = String.fromCodePoint(code);
  const cases = [character.toLowerCase(), character.toUpperCase()]
    .map((text) => [...text])
    .filter((characters) => characters.length === 1)
    .map(([only]) => only?.codePointAt(0) ?? code);
  const extra = EXTRA_CASES.get(code);
  return extra === undefined ? cases : [...cases, extra];
}
