/** Powers of ten of the decimal suffixes, beside those of 1024 of the binary ones. */
const DECIMAL: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY: ReadonlyMap<string, bigint> = new Map([
  ['Ki', 1n << 10n],
  ['Mi', 1n << 20n],
  ['Gi', 1n << 30n],
  ['Ti', 1n << 40n],
  ['Pi', 1n << 50n],
  ['Ei', 1n << 60n],
]);
const NANO_DIGITS = 9;
const MAX_LENGTH = 64;
const MAX_EXPONENT = 30;

/**
 * A quantity as Kubernetes writes it (`500m`, `0.5`, `64Mi`, `1e3`), in billionths, rounded up.
 *
 * @returns undefined where it is none (the grammar of k8s.io/apimachinery/pkg/api/resource), or is negative.
 */
export function parseQuantity(text: string): bigint | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const match = /^\+?(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text);
  if (match === null) return undefined;
  const [whole = '', fraction = ''] = (match[1] ?? '').split('.');
  const binary = BINARY.get(match[3] ?? '');
  const exponent = match[2] === undefined ? (DECIMAL.get(match[3] ?? '') ?? 0) : Number(match[2].slice(1));
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction) * (binary ?? 1n);
  return shift(digits, exponent - fraction.length + NANO_DIGITS);
}

function shift(value: bigint, powerOfTen: number): bigint {
  if (powerOfTen >= 0) return value * 10n ** BigInt(powerOfTen);
  const divisor = 10n ** BigInt(-powerOfTen);
  return (value + divisor - 1n) / divisor;
}

/** Whether a text is a quantity and not negative: what a container's resources can be. */
export function isQuantity(text: string): boolean {
  return parseQuantity(text) !== undefined;
}
