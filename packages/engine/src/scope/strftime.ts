const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * One strftime directive of an instant in UTC: those that `workflow.creationTimestamp.<directive>` knows
 * (argoproj/pkg strftime.FormatChars).
 */
const DIRECTIVES: ReadonlyMap<string, (date: Date) => string> = new Map<string, (date: Date) => string>([
  ['B', (date) => MONTHS[date.getUTCMonth()] ?? ''],
  ['b', (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3)],
  ['m', (date) => two(date.getUTCMonth() + 1)],
  ['A', (date) => DAYS[date.getUTCDay()] ?? ''],
  ['a', (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3)],
  ['d', (date) => two(date.getUTCDate())],
  ['H', (date) => two(date.getUTCHours())],
  ['I', (date) => two(date.getUTCHours() % 12 || 12)],
  ['M', (date) => two(date.getUTCMinutes())],
  ['S', (date) => two(date.getUTCSeconds())],
  ['Y', (date) => String(date.getUTCFullYear()).padStart(4, '0')],
  ['y', (date) => two(date.getUTCFullYear() % 100)],
  ['p', (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['Z', () => 'UTC'],
  ['z', () => '+0000'],
  ['L', (date) => `.${String(date.getUTCMilliseconds()).padStart(3, '0')}`],
]);

export function strftimeDirectives(): Iterable<string> {
  return DIRECTIVES.keys();
}

/** @param at milliseconds since 1970. Undefined for a directive that Argo does not know. */
export function strftime(directive: string, at: number): string | undefined {
  return DIRECTIVES.get(directive)?.(new Date(at));
}

/** RFC 3339 in UTC with whole seconds, as Argo writes times. */
export function rfc3339(at: number): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}
