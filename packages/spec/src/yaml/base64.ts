const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Base64 (with its padding; line breaks and blanks are skipped) to the text whose UTF-8 it is. The pure packages
 * have no Buffer.
 *
 * @returns undefined where it is no base64, or no UTF-8.
 */
export function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[\s]/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  let escaped = '';
  let bits = 0;
  let held = 0;
  for (const digit of digits.replace(/=+$/, '')) {
    held = ((held << 6) | ALPHABET.indexOf(digit)) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    escaped += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
  }
  try {
    return decodeURIComponent(escaped);
  } catch {
    return undefined;
  }
}

/** The UTF-8 of a text, in base64. */
export function encodeBase64(text: string): string {
  let encoded = '';
  let held = 0;
  let bits = 0;
  for (const byte of utf8(text)) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      encoded += ALPHABET[(held >> bits) & 0x3f];
    }
  }
  if (bits > 0) encoded += ALPHABET[(held << (6 - bits)) & 0x3f];
  return encoded + '='.repeat((4 - (encoded.length % 4)) % 4);
}

/** A half of a surrogate pair becomes U+FFFD, as everywhere. */
function* utf8(text: string): Iterable<number> {
  for (const character of text.toWellFormed()) {
    const escaped = encodeURIComponent(character);
    if (escaped.length === 1) yield escaped.charCodeAt(0);
    else for (const hex of escaped.split('%').slice(1)) yield Number.parseInt(hex, 16);
  }
}
