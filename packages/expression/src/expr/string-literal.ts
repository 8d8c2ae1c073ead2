/** What is wrong with a literal. */
export interface LiteralError {
  error: string;
}

const SIMPLE = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['`', '`'],
  ['?', '?'],
]);

const ESCAPE =
  /^(?:u\{([0-9a-fA-F]{1,6})\}|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/;

/**
 * What stands between the quotes of a text, with its escapes undone (expr-lang's lexer). Line ends become `\n`.
 *
 * @param bytes for `b"..."`: `\x` and octals are bytes there, one character each in the result.
 */
export function unescapeLiteral(quoted: string, bytes: boolean): string | LiteralError {
  let rest = quoted.replace(/\r\n?/g, '\n').slice(1, -1);
  let text = '';
  while (rest !== '') {
    const backslash = rest.indexOf('\\');
    if (backslash < 0) return text + rest;
    text += rest.slice(0, backslash);
    rest = rest.slice(backslash + 1);
    const simple = SIMPLE.get(rest.charAt(0));
    if (simple !== undefined) {
      text += simple;
      rest = rest.slice(1);
      continue;
    }
    const match = ESCAPE.exec(rest);
    const code = match === null ? undefined : codeOf(match, bytes);
    if (match === null || code === undefined) {
      const octal = /^[0-3]/.test(rest);
      return { error: `unable to unescape ${octal ? 'octal sequence in ' : ''}string` };
    }
    text += String.fromCodePoint(code);
    rest = rest.slice(match[0].length);
  }
  return text;
}

function codeOf(match: RegExpExecArray, bytes: boolean): number | undefined {
  const [, braced, hex, short, long, octal] = match;
  if (bytes && hex === undefined && octal === undefined) return undefined;
  const digits = braced ?? hex ?? short ?? long;
  const code = digits === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(digits, 16);
  if (code > 0x10ffff) return undefined;
  // Halves of surrogate pairs are no characters.
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
}
