/**
 * A number as Argo's AnyString writes it: decimal digits without an exponent (Go's FormatFloat 'f', -1), so that
 * `1.0` becomes `1` and `1e21` becomes a 1 with 21 zeros.
 */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
