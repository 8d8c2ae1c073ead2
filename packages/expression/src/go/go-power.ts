/**
 * math.Pow. JavaScript's `**` rounds otherwise in the last digit, and differs where the base is 1 or -1 and the
 * exponent infinite or no number. A finite power is made as Go makes it: by squaring the base's fraction and counting
 * its powers of two apart.
 */
export function goPower(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (exponent === 1) return base;
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent === -0.5) return 1 / Math.sqrt(base);
  if (!Number.isFinite(base) || !Number.isFinite(exponent) || base === 0) {
    return base === -1 && !Number.isNaN(exponent) ? 1 : base ** exponent;
  }
  let whole = Math.trunc(Math.abs(exponent));
  let fraction = Math.abs(exponent) - whole;
  if (fraction !== 0 && base < 0) return Number.NaN;
  if (whole >= 2 ** 53) return base ** exponent;
  let result = 1;
  if (fraction !== 0) {
    if (fraction > 0.5) {
      fraction--;
      whole++;
    }
    result = Math.exp(fraction * Math.log(base));
  }
  return squared(base, whole, result, exponent < 0);
}

/** The result times base to the whole power, or one divided by that. */
function squared(base: number, whole: number, start: number, inverse: boolean): number {
  let result = start;
  let twos = 0;
  let { mantissa, exponent } = splitFloat(base);
  for (let left = whole; left !== 0; left = Math.floor(left / 2)) {
    if (Math.abs(exponent) > 4096) {
      twos += exponent;
      break;
    }
    if (left % 2 === 1) {
      result *= mantissa;
      twos += exponent;
    }
    mantissa *= mantissa;
    exponent *= 2;
    if (Math.abs(mantissa) < 0.5) {
      mantissa *= 2;
      exponent--;
    }
  }
  return inverse ? scaleFloat(1 / result, -twos) : scaleFloat(result, twos);
}

/** math.Frexp: a mantissa of at least 0.5 and below 1, and the power of two. */
function splitFloat(value: number): { mantissa: number; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  const isSmall = Math.abs(value) < 2 ** -1022;
  view.setFloat64(0, isSmall ? value * 2 ** 52 : value);
  const high = view.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (isSmall ? 52 : 0);
  view.setUint32(0, (high & 0x800fffff) | (1022 << 20));
  return { mantissa: view.getFloat64(0), exponent };
}

/** math.Ldexp, in steps that keep to what a float holds. */
function scaleFloat(value: number, exponent: number): number {
  let scaled = value;
  let left = Math.max(-4096, Math.min(4096, exponent));
  while (left > 1000) {
    scaled *= 2 ** 1000;
    left -= 1000;
  }
  while (left < -1000) {
    scaled *= 2 ** -1000;
    left += 1000;
  }
  return scaled * 2 ** left;
}
