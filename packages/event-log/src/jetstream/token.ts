const PLAIN = /^[A-Za-z0-9_-]$/;
const ESCAPED = /=(?:u([0-9A-F]{4})|([0-9A-F]{2}))/g;

/**
 * A text as one token of a subject, a key or a consumer's name, where dots, spaces, `*` and `>` have meanings of
 * their own. Letters, digits, `-` and `_` stay as they are; every other UTF-16 unit is `=` and its number in hex.
 * Works on units, not code points, so that any string comes back as it was.
 */
export function encodeToken(text: string): string {
  if (text === '') return '=';
  return text
    .split('')
    .map((unit) => (PLAIN.test(unit) ? unit : escaped(unit.charCodeAt(0))))
    .join('');
}

export function decodeToken(token: string): string {
  if (token === '=') return '';
  return token.replace(ESCAPED, (_, four: string | undefined, two: string | undefined) =>
    String.fromCharCode(Number.parseInt(four ?? two ?? '', 16)),
  );
}

function escaped(unit: number): string {
  const hex = unit.toString(16).toUpperCase();
  return unit < 256 ? `=${hex.padStart(2, '0')}` : `=u${hex.padStart(4, '0')}`;
}
