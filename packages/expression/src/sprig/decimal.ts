import { ExpressionFailure } from '../result.ts';

/** A number without rounding: digits * 10^exponent (shopspring/decimal). */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** How many digits behind the point a quotient has. */
const DIVISION_DIGITS = 16;

/** The decimal that prints as the float does. */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) {
    throw new ExpressionFailure(
      `Cannot create a Decimal from ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`,
    );
  }
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

export function toNumber(value: Decimal): number {
  return Number(`${value.digits}e${value.exponent}`);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [scaled(a, exponent), scaled(b, exponent), exponent];
}

function scaled(value: Decimal, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent);
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = aligned(a, b);
  return { digits: left + right, exponent };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, exponent] = aligned(a, b);
  return { digits: left - right, exponent };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

/** Rounds the last digit half away from zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new ExpressionFailure('decimal division by 0');
  const [left, right] = aligned(a, b);
  const numerator = left * 10n ** BigInt(DIVISION_DIGITS);
  const quotient = numerator / right;
  const remainder = numerator - quotient * right;
  const sign = left < 0n === right < 0n ? 1n : -1n;
  const half = absolute(remainder) * 2n >= absolute(right);
  return { digits: half ? quotient + sign : quotient, exponent: -DIVISION_DIGITS };
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
