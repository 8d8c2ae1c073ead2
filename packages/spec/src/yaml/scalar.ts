/** What a YAML scalar can be in JSON. */
export type ScalarValue = string | number | boolean | null;

export interface ResolvedScalar {
  value: ScalarValue;
  /** One of `y`, `yes`, `on`, `n`, `no`, `off` without quotes: a boolean in YAML 1.1, a surprise to most. */
  surprisingBoolean?: true;
}

const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];
const YES = ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'];
const NO = ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'];

const WORDS: ReadonlyMap<string, ResolvedScalar> = new Map<string, ResolvedScalar>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, ResolvedScalar] => [word, { value: null }]),
  ...TRUE.map((word): [string, ResolvedScalar] => [word, { value: true }]),
  ...FALSE.map((word): [string, ResolvedScalar] => [word, { value: false }]),
  ...YES.map((word): [string, ResolvedScalar] => [word, { value: true, surprisingBoolean: true }]),
  ...NO.map((word): [string, ResolvedScalar] => [word, { value: false, surprisingBoolean: true }]),
]);

const INFINITE = /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;
const NUMBER_START = /^[-+.0-9]/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const PREFIXED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

/**
 * A plain (unquoted) scalar as go-yaml v2 resolves it, which is what Argo reads manifests with (its resolve.go): the
 * booleans of YAML 1.1, `0777` and `0o777` octal, `1_000` a thousand; no sexagesimal numbers, and timestamps stay
 * texts.
 *
 * @returns undefined for an infinity or NaN, which JSON cannot hold.
 */
export function resolvePlainScalar(text: string): ResolvedScalar | undefined {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (INFINITE.test(text)) return undefined;
  if (!NUMBER_START.test(text)) return { value: text };
  const number = numberOf(text);
  if (number === undefined) return { value: text };
  return Number.isFinite(number) ? { value: number } : undefined;
}

function numberOf(text: string): number | undefined {
  // A leading point goes straight to ParseFloat there, which knows no underscores.
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const prefixed = PREFIXED.exec(plain);
  if (prefixed !== null) {
    const [, sign, hexadecimal, binary, octal] = prefixed;
    const digits =
      hexadecimal === undefined ? (binary === undefined ? `0o${octal}` : `0b${binary}`) : `0x${hexadecimal}`;
    const size = Number(digits);
    return sign === '-' && size !== 0 ? -size : size;
  }
  if (!FLOAT.test(plain)) return undefined;
  const number = Number(plain);
  // `-0` is an integer there, and an integer has no negative zero.
  return Object.is(number, -0) && /^-0+$/.test(plain) ? 0 : number;
}
