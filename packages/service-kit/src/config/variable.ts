import { Secret } from './secret.ts';

/** One environment variable: its name, and how its text becomes a value. */
export interface Variable<T> {
  name: string;
  /** One line for the table of variables. */
  description: string;
  /** What an unset variable gives; absent: the variable is required. */
  fallback?: { value: T };
  /** @returns a problem, as in "must be a whole number". */
  parse(text: string): { value: T } | { problem: string };
}

interface Options<T> {
  description: string;
  default?: T;
}

function variable<T>(
  name: string,
  options: Options<T>,
  parse: (text: string) => { value: T } | { problem: string },
): Variable<T> {
  const { description } = options;
  return options.default === undefined
    ? { name, description, parse }
    : { name, description, parse, fallback: { value: options.default } };
}

/** Any text, not empty. */
export function text(name: string, options: Options<string>): Variable<string> {
  return variable(name, options, (value) => ({ value }));
}

/** A text that may be unset. */
export function optionalText(name: string, options: { description: string }): Variable<string | undefined> {
  return { name, ...options, fallback: { value: undefined }, parse: (value) => ({ value }) };
}

/** A password, token, or url with one. */
export function secret(name: string, options: { description: string; default?: string }): Variable<Secret> {
  const { description } = options;
  const fallback = options.default === undefined ? {} : { default: new Secret(options.default) };
  return variable(name, { description, ...fallback }, (value) => ({ value: new Secret(value) }));
}

/** A secret that may be unset. */
export function optionalSecret(name: string, options: { description: string }): Variable<Secret | undefined> {
  return {
    name,
    ...options,
    fallback: { value: undefined },
    parse: (value) => ({ value: new Secret(value) }),
  };
}

/** A whole number in decimal. */
export function integer(
  name: string,
  options: Options<number> & { min?: number; max?: number },
): Variable<number> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  const range =
    options.min === undefined && options.max === undefined
      ? ''
      : ` from ${options.min ?? '-∞'} to ${options.max ?? '∞'}`;
  return variable(name, options, (value) => {
    const number = Number(value);
    return /^-?\d+$/.test(value) && number >= min && number <= max
      ? { value: number }
      : { problem: `must be a whole number${range}` };
  });
}

/** `true`, `false`, `1`, `0`. */
export function flag(name: string, options: Options<boolean>): Variable<boolean> {
  return variable(name, options, (value) => {
    if (value === 'true' || value === '1') return { value: true };
    if (value === 'false' || value === '0') return { value: false };
    return { problem: 'must be true or false' };
  });
}

/** One of some words. */
export function choice<const T extends string>(
  name: string,
  choices: readonly T[],
  options: { description: string; default?: NoInfer<T> },
): Variable<T> {
  return variable<T>(name, options as Options<T>, (value) => {
    const found = choices.find((one) => one === value);
    return found === undefined ? { problem: `must be one of ${choices.join(', ')}` } : { value: found };
  });
}

/** Words between commas. */
export function list(name: string, options: Options<readonly string[]>): Variable<readonly string[]> {
  return variable(name, options, (value) => ({
    value: value
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  }));
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** `250ms`, `30s`, `5m`, `1h30m`, `90d`, in milliseconds. */
export function duration(name: string, options: Options<number>): Variable<number> {
  return variable(name, options, (value) => {
    if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(value)) {
      return { problem: 'must be a duration such as 250ms, 30s or 1h30m' };
    }
    let total = 0;
    for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
      total += Number(amount) * (UNITS.get(unit ?? '') ?? 0);
    }
    return { value: total };
  });
}
