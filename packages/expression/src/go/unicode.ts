/** Go's unicode.IsSpace: White_Space, which is neither JavaScript's `\s` (that has U+FEFF) nor Unicode's Z. */
export function isSpace(character: string): boolean {
  const code = character.codePointAt(0) ?? -1;
  if (code <= 0xff) return (code >= 9 && code <= 13) || code === 0x20 || code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/** Go's unicode.IsLetter, of one code point. */
export function isLetter(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return LETTER.test(character);
}

/** Go's unicode.IsDigit, of one code point. */
export function isDigit(character: string): boolean {
  const code = character.charCodeAt(0);
  if (code < 0x80) return code >= 48 && code <= 57;
  return DIGIT.test(character);
}

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start++;
  while (end > start && isSpace(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
