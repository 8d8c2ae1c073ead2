const QUANTITY = /^([+-]?)(\d*)\.?(\d*)(|[numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,4})$/;
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** The largest whole amount that Kubernetes' quantities hold. */
const MAX_UNITS = 2n ** 63n - 1n;
const NANO = 10n ** 9n;

/**
 * A quantity as Kubernetes' resource.Quantity writes it back: no fraction, the largest suffix that loses nothing
 * (`0.5` -> `500m`, `1024Mi` -> `1Gi`, `1000` -> `1k`); below a nano rounded up; at most 2^63-1.
 *
 * @returns undefined where the text is no quantity.
 */
export function canonicalQuantity(text: string): string | undefined {
  const match = QUANTITY.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const nanos = scaleToNanos(BigInt(whole + fraction), fraction.length, suffix);
  if (nanos === 0n) return '0';
  const minus = sign === '-' ? '-' : '';
  if (suffix.endsWith('i') && nanos % NANO === 0n && nanos >= 1024n * NANO) {
    return minus + withBinarySuffix(nanos / NANO);
  }
  return minus + withDecimalSuffix(nanos, /^[eE]./.test(suffix));
}

function scaleToNanos(digits: bigint, decimals: number, suffix: string): bigint {
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return bounded(divideUp(digits * 1024n ** BigInt(binary) * NANO, 10n ** BigInt(decimals)));
  const decimal = DECIMAL.indexOf(suffix);
  const exponent = (decimal >= 0 ? decimal * 3 - 9 : Number(suffix.slice(1))) + 9 - decimals;
  const scaled =
    exponent >= 0 ? digits * 10n ** BigInt(exponent) : divideUp(digits, 10n ** BigInt(-exponent));
  return bounded(scaled);
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function bounded(nanos: bigint): bigint {
  return nanos > MAX_UNITS * NANO ? MAX_UNITS * NANO : nanos;
}

function withBinarySuffix(units: bigint): string {
  let amount = units;
  let suffix = 0;
  while (amount % 1024n === 0n && suffix < BINARY.length - 1) {
    amount /= 1024n;
    suffix += 1;
  }
  return `${amount}${BINARY[suffix]}`;
}

function withDecimalSuffix(nanos: bigint, asExponent: boolean): string {
  let amount = nanos;
  let suffix = 0;
  while (amount % 1000n === 0n && suffix < DECIMAL.length - 1) {
    amount /= 1000n;
    suffix += 1;
  }
  const exponent = suffix * 3 - 9;
  if (asExponent) return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${DECIMAL[suffix]}`;
}
