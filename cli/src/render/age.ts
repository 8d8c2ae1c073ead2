const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30 * DAY;
const YEAR = 12 * MONTH;
const LONG_TIME = 37 * YEAR;

/** Below `under` milliseconds the text is `words`, its `%d` the time in `unit`s, rounded down. */
interface Magnitude {
  readonly under: number;
  readonly words: string;
  readonly unit: number;
}

/** The steps of go-humanize and of Argo's util/humanize, which differ below a second. */
function longMagnitudes(belowASecond: string): readonly Magnitude[] {
  return [
    { under: SECOND, words: belowASecond, unit: SECOND },
    { under: 2 * SECOND, words: '1 second', unit: SECOND },
    { under: MINUTE, words: '%d seconds', unit: SECOND },
    { under: 2 * MINUTE, words: '1 minute', unit: MINUTE },
    { under: HOUR, words: '%d minutes', unit: MINUTE },
    { under: 2 * HOUR, words: '1 hour', unit: HOUR },
    { under: DAY, words: '%d hours', unit: HOUR },
    { under: 2 * DAY, words: '1 day', unit: DAY },
    { under: WEEK, words: '%d days', unit: DAY },
    { under: 2 * WEEK, words: '1 week', unit: WEEK },
    { under: MONTH, words: '%d weeks', unit: WEEK },
    { under: 2 * MONTH, words: '1 month', unit: MONTH },
    { under: YEAR, words: '%d months', unit: MONTH },
    { under: 18 * MONTH, words: '1 year', unit: YEAR },
    { under: 2 * YEAR, words: '2 years', unit: YEAR },
    { under: LONG_TIME, words: '%d years', unit: YEAR },
    { under: Number.POSITIVE_INFINITY, words: 'a long while', unit: YEAR },
  ];
}

const AGES = longMagnitudes('now');
const DURATIONS = longMagnitudes('0 seconds');
const SHORT_DURATIONS: readonly Magnitude[] = [
  { under: MINUTE, words: '%ds', unit: SECOND },
  { under: HOUR, words: '%dm', unit: MINUTE },
  { under: DAY, words: '%dh', unit: HOUR },
  { under: Number.POSITIVE_INFINITY, words: '%dd', unit: DAY },
];

function inWords(milliseconds: number, magnitudes: readonly Magnitude[]): string {
  const magnitude = magnitudes.find((candidate) => milliseconds < candidate.under);
  if (magnitude === undefined) return '';
  return magnitude.words.replace('%d', String(Math.floor(milliseconds / magnitude.unit)));
}

/** `now`, `5 seconds ago`, `2 weeks from now`. */
export function relativeTime(time: Date, now: Date): string {
  const past = now.getTime() - time.getTime();
  const words = inWords(Math.abs(past), AGES);
  if (words === 'now') return words;
  return past >= 0 ? `${words} ago` : `${words} from now`;
}

/** A length of time in at most two units, as `argo get` has it: `5 seconds`, `1 minute 40 seconds`, `1 day 0 hours`. */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  const largest = inWords(length, DURATIONS);
  if (length < MINUTE) return largest;
  if (length < HOUR) return `${largest} ${Math.floor((length % MINUTE) / SECOND)} seconds`;
  if (length < DAY) return `${largest} ${Math.floor((length % HOUR) / MINUTE)} minutes`;
  return `${largest} ${Math.floor((length % DAY) / HOUR)} hours`;
}

/** A length of time in one unit: `4s`, `1m`, `3h`, `12d`. */
export function shortDuration(milliseconds: number): string {
  return inWords(Math.max(0, milliseconds), SHORT_DURATIONS);
}

/** From the start to the finish, or to now when it has not finished; 0 when it has not started (RelativeDuration). */
export function elapsed(
  start: string | null | undefined,
  finish: string | null | undefined,
  now: Date,
): number {
  if (!start) return 0;
  return (finish ? Date.parse(finish) : now.getTime()) - Date.parse(start);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Tue Nov 24 04:50:04 +0000 (5 seconds ago)`, in the zone of this machine. */
export function timestamp(text: string, now: Date): string {
  const time = new Date(text);
  const date = `${DAYS[time.getDay()]} ${MONTHS[time.getMonth()]} ${two(time.getDate())}`;
  return `${date} ${clockTime(time)} ${zoneOffset(time)} (${relativeTime(time, now)})`;
}

/** A time as Go prints one: `2026-11-24 04:50:09 +0000 UTC`. */
export function goTime(text: string): string {
  const time = new Date(text);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  const offset = zoneOffset(time);
  const zone = offset === '+0000' ? 'UTC' : offset;
  return `${date} ${clockTime(time)} ${offset} ${zone}`;
}

function clockTime(time: Date): string {
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function zoneOffset(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
