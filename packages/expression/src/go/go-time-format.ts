import type { CivilTime, GoTime } from './go-time.ts';
import { layoutParts } from './go-time-layout.ts';

export const MONTHS = [
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

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** time.Time's Format. */
export function formatTime(time: GoTime, layout: string): string {
  const civil = time.civil();
  return layoutParts(layout)
    .map((part) => (part.kind === 'text' ? part.text : element(civil, part.element)))
    .join('');
}

type Formatter = (civil: CivilTime) => string;

const two = (value: number) => String(value).padStart(2, '0');
const hour12 = (civil: CivilTime) => (civil.hour % 12 === 0 ? 12 : civil.hour % 12);

const FORMATTERS: ReadonlyMap<string, Formatter> = new Map<string, Formatter>([
  ['January', (civil) => MONTHS[civil.month - 1] ?? ''],
  ['Jan', (civil) => (MONTHS[civil.month - 1] ?? '').slice(0, 3)],
  ['1', (civil) => String(civil.month)],
  ['01', (civil) => two(civil.month)],
  ['Monday', (civil) => WEEKDAYS[civil.weekday] ?? ''],
  ['Mon', (civil) => (WEEKDAYS[civil.weekday] ?? '').slice(0, 3)],
  ['2', (civil) => String(civil.day)],
  ['_2', (civil) => String(civil.day).padStart(2)],
  ['02', (civil) => two(civil.day)],
  ['__2', (civil) => String(civil.yearDay).padStart(3)],
  ['002', (civil) => String(civil.yearDay).padStart(3, '0')],
  ['15', (civil) => two(civil.hour)],
  ['3', (civil) => String(hour12(civil))],
  ['03', (civil) => two(hour12(civil))],
  ['4', (civil) => String(civil.minute)],
  ['04', (civil) => two(civil.minute)],
  ['5', (civil) => String(civil.second)],
  ['05', (civil) => two(civil.second)],
  ['2006', (civil) => (civil.year < 0 ? '-' : '') + String(Math.abs(civil.year)).padStart(4, '0')],
  ['06', (civil) => two(((civil.year % 100) + 100) % 100)],
  ['PM', (civil) => (civil.hour >= 12 ? 'PM' : 'AM')],
  ['pm', (civil) => (civil.hour >= 12 ? 'pm' : 'am')],
  // A place without an abbreviation shows its offset.
  ['MST', (civil) => civil.zone || offset(civil.offset, '-0700')],
]);

function element(civil: CivilTime, name: string): string {
  const formatter = FORMATTERS.get(name);
  if (formatter !== undefined) return formatter(civil);
  if (name.startsWith('.') || name.startsWith(',')) return fraction(civil.nanosecond, name);
  return offset(civil.offset, name);
}

/** `.000` prints so many digits, `.999` at most so many and no zeros at the end. */
function fraction(nanosecond: number, name: string): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, name.length - 1)
    .padEnd(name.length - 1, '0');
  if (name.charAt(1) === '0') return name.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : name.charAt(0) + trimmed;
}

function offset(seconds: number, name: string): string {
  if (name.startsWith('Z') && seconds === 0) return 'Z';
  const magnitude = Math.abs(seconds);
  const fields = [Math.floor(magnitude / 3600), Math.floor((magnitude % 3600) / 60), magnitude % 60];
  const shape = name.slice(1);
  const count = shape.replaceAll(':', '').length / 2;
  return (
    (seconds < 0 ? '-' : '+') +
    fields
      .slice(0, count)
      .map(two)
      .join(shape.includes(':') ? ':' : '')
  );
}
