const VERB = /%(?:%|([-+# 0]*)(\d*)([a-zA-Z]))/g;

/**
 * One integer by Go's fmt.Sprintf, as withSequence's `format` uses it: `%d`, `%03d`, `%x`, `%X`, `%o`, `%b`, `%c`
 * and `%v`, with flags and a width; what else it says is shown as Go shows its mistakes.
 */
export function formatInteger(format: string, value: number): string {
  let used = false;
  const text = format.replace(VERB, (verb, flags: string | undefined, width: string, letter: string) => {
    if (verb === '%%') return '%';
    if (used) return `%!${letter}(MISSING)`;
    used = true;
    const digits = digitsOf(letter, Math.abs(value));
    if (digits === undefined) return `%!${letter}(int=${value})`;
    if (letter === 'c')
      return padded('', String.fromCodePoint(Math.max(0, Math.min(value, 0x10ffff))), flags ?? '', width);
    const prefix = (flags ?? '').includes('#') ? (PREFIXES.get(letter) ?? '') : '';
    return padded(signOf(value, flags ?? '') + prefix, digits, flags ?? '', width);
  });
  return used ? text : `${text}%!(EXTRA int=${value})`;
}

const PREFIXES = new Map([
  ['x', '0x'],
  ['X', '0X'],
  ['o', '0'],
  ['b', '0b'],
]);

function digitsOf(letter: string, value: number): string | undefined {
  switch (letter) {
    case 'd':
    case 'v':
    case 'c':
      return String(value);
    case 'x':
      return value.toString(16);
    case 'X':
      return value.toString(16).toUpperCase();
    case 'o':
      return value.toString(8);
    case 'b':
      return value.toString(2);
    default:
      return undefined;
  }
}

function signOf(value: number, flags: string): string {
  if (value < 0) return '-';
  if (flags.includes('+')) return '+';
  return flags.includes(' ') ? ' ' : '';
}

/** A width beyond this is a mistake, and would only fill memory. */
const MAX_WIDTH = 1000;

function padded(sign: string, digits: string, flags: string, width: string): string {
  const missing = Math.max(0, Math.min(Number(width || 0), MAX_WIDTH) - sign.length - digits.length);
  if (flags.includes('-')) return sign + digits + ' '.repeat(missing);
  if (flags.includes('0')) return sign + '0'.repeat(missing) + digits;
  return ' '.repeat(missing) + sign + digits;
}
