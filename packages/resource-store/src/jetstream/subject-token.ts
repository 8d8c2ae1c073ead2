const PLAIN = /^[A-Za-z0-9_-]$/;

/**
 * A text as one token of a key, where dots, spaces, `*` and `>` have meanings of their own: letters, digits, `-`
 * and `_` stay; every other byte of its UTF-8 is `=` and two hex digits. The empty text is `=`.
 */
export function encodeKeyToken(text: string): string {
  if (text === '') return '=';
  let token = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    token += PLAIN.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return token;
}

export function decodeKeyToken(token: string): string {
  if (token === '=') return '';
  return decodeURIComponent(token.replaceAll('=', '%'));
}
