/** When a schedule is due. */
export type CronSchedule =
  /** Five fields in canonical form, each `*` or a list of numbers (Sunday is 0): `0,30 9 * * 1,2,3,4,5`. */
  | { kind: 'fields'; fields: string; timezone: string | undefined }
  /** So long after the last time. */
  | { kind: 'every'; seconds: number; timezone: string | undefined };

export type ScheduleResult = { ok: true; schedule: CronSchedule } | { ok: false; message: string };

interface Bounds {
  min: number;
  max: number;
  names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const DESCRIPTORS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);
const UNITS: ReadonlyMap<string, number> = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['µs', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
]);
const ZONE = /^(?:CRON_)?TZ=(\S+)\s+/;

/** What is wrong with a schedule, in the words of robfig/cron's ParseStandard, which Argo reads schedules with. */
class Malformed extends Error {}

/**
 * Reads a schedule as Argo does: five fields, `?` for `*`, names of months and days, `@daily` and the like, `@every
 * 1h30m`, and `CRON_TZ=Europe/Berlin` before all of it. There is no field for seconds.
 */
export function parseSchedule(text: string): ScheduleResult {
  try {
    return { ok: true, schedule: read(text) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, message: error.message };
    throw error;
  }
}

const IANA_NAME = /^[A-Z][-+\w]*(\/[A-Z][-+\w]*)*$/;

/** Whether it is the IANA name of a time zone that this host knows; unlike Intl, Go minds the case of letters. */
export function isTimezone(name: string): boolean {
  if (!IANA_NAME.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

function read(text: string): CronSchedule {
  if (text === '') throw new Malformed('empty spec string');
  const zone = ZONE.exec(text);
  const timezone = zone?.[1];
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw new Malformed(`provided bad location ${timezone}: unknown time zone ${timezone}`);
  }
  const rest = (zone === null ? text : text.slice(zone[0].length)).trim();
  if (rest.startsWith('@every ')) return { kind: 'every', seconds: everySeconds(rest), timezone };
  const spec = rest.startsWith('@') ? DESCRIPTORS.get(rest) : rest;
  if (spec === undefined) throw new Malformed(`unrecognized descriptor: ${rest}`);
  const given = spec.split(/\s+/).filter((field) => field !== '');
  if (given.length !== FIELDS.length) {
    throw new Malformed(`expected exactly 5 fields, found ${given.length}: [${given.join(' ')}]`);
  }
  const fields = FIELDS.map((bounds, index) => readField(given[index] ?? '', bounds)).join(' ');
  return { kind: 'fields', fields, timezone };
}

/** Whole seconds, and at least one, as robfig/cron rounds it. */
function everySeconds(text: string): number {
  const duration = text.slice('@every '.length);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (duration === '' || parts.map(([part]) => part).join('') !== duration) {
    throw new Malformed(`failed to parse duration ${text}: time: invalid duration "${duration}"`);
  }
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS.get(unit ?? '') ?? 0),
    0,
  );
  return Math.max(1, Math.floor(seconds));
}

/** `*` where the field says nothing, else its numbers in order. */
function readField(field: string, bounds: Bounds): string {
  const numbers = new Set<number>();
  let isOpen = false;
  for (const expression of field.split(',').filter((part) => part !== '')) {
    isOpen = readRange(expression, bounds, numbers) || isOpen;
  }
  if (isOpen) return '*';
  return [...numbers].sort((a, b) => a - b).join(',');
}

/** One of `*`, `n`, `n-m`, each with or without a step. @returns whether it is `*` without a step. */
function readRange(expression: string, bounds: Bounds, numbers: Set<number>): boolean {
  const [range = '', stepText, ...tooMany] = expression.split('/');
  const [low = '', high, ...more] = range.split('-');
  if (more.length > 0) throw new Malformed(`too many hyphens: ${expression}`);
  if (tooMany.length > 0) throw new Malformed(`too many slashes: ${expression}`);
  const isStar = low === '*' || low === '?';
  const start = isStar ? bounds.min : readNumber(low, bounds);
  const step = stepText === undefined ? 1 : readNumber(stepText, { ...bounds, names: [] });
  let end = start;
  if (isStar || (high === undefined && stepText !== undefined)) end = bounds.max;
  else if (high !== undefined) end = readNumber(high, bounds);
  checkRange({ start, end, step, expression }, bounds);
  for (let value = start; value <= end; value += step) numbers.add(value);
  return isStar && step === 1;
}

function checkRange(
  { start, end, step, expression }: { start: number; end: number; step: number; expression: string },
  { min, max }: Bounds,
): void {
  if (start < min) throw new Malformed(`beginning of range (${start}) below minimum (${min}): ${expression}`);
  if (end > max) throw new Malformed(`end of range (${end}) above maximum (${max}): ${expression}`);
  if (start > end)
    throw new Malformed(`beginning of range (${start}) beyond end of range (${end}): ${expression}`);
  if (step === 0) throw new Malformed(`step of range should be a positive number: ${expression}`);
}

function readNumber(text: string, { min, names = [] }: Bounds): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (/^-\d+$/.test(text)) throw new Malformed(`negative number (${text}) not allowed: ${text}`);
  throw new Malformed(`failed to parse int from ${text}: strconv.Atoi: parsing "${text}": invalid syntax`);
}
