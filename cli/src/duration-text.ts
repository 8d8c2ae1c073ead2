import { usageError } from './errors.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Milliseconds of `10s`, `1h30m`, `2d`: Go's durations, and the days that Argo allows besides.
 *
 * @throws CommandError usage.
 */
export function parseDuration(flag: string, text: string): number {
  let rest = text;
  let total = 0;
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)(ms|[smhd])/.exec(rest);
    if (match === null) break;
    total += Number(match[1]) * (UNITS.get(match[2] ?? '') ?? 0);
    rest = rest.slice(match[0].length);
  }
  if (text === '' || rest !== '') {
    throw usageError(
      `invalid duration "${text}" for ${flag}: expected a number and a unit, such as 10m, 3h or 1d`,
    );
  }
  return total;
}
