import { daysFromCivil } from './calendar.ts';

interface ZoneAt {
  /** Seconds east of UTC. */
  offset: number;
  name: string;
}

/** time.Location: a place's offset from UTC, which may change over the year. */
export class GoLocation {
  static readonly utc = new GoLocation('UTC', () => ({ offset: 0, name: 'UTC' }));

  readonly name: string;
  readonly #zoneAt: (unixSeconds: number) => ZoneAt;

  private constructor(name: string, zoneAt: (unixSeconds: number) => ZoneAt) {
    this.name = name;
    this.#zoneAt = zoneAt;
  }

  /** time.FixedZone. */
  static fixed(name: string, offset: number): GoLocation {
    return new GoLocation(name, () => ({ offset, name }));
  }

  /** time.LoadLocation: a name of the IANA data base; `Local` is UTC, as in Argo's containers. */
  static load(name: string): GoLocation | undefined {
    if (name === '' || name === 'UTC') return GoLocation.utc;
    if (name === 'Local') return new GoLocation('Local', () => ({ offset: 0, name: 'UTC' }));
    // Intl also takes offsets (`+01:00`) and ignores case; the data base does not.
    if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return undefined;
    try {
      const parts = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
      const names = LOCALES.map(
        (locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' }),
      );
      return new GoLocation(name, (unix) => zoneFromIntl(parts, names, unix));
    } catch {
      return undefined;
    }
  }

  at(unixSeconds: number): ZoneAt {
    return this.#zoneAt(unixSeconds);
  }

  /**
   * The offset when a clock here shows these seconds (as if since 1970). Where a clock shows a time twice or never,
   * one of the two offsets is taken (time.Date).
   */
  offsetForClock(clockSeconds: number): number {
    const guess = this.at(clockSeconds).offset;
    if (guess === 0) return this.at(clockSeconds).offset;
    const { offset } = this.at(clockSeconds - guess);
    return offset;
  }

  toString(): string {
    return this.name;
  }
}

/** Each knows the abbreviations of its own zones only, and shows the others as `GMT+1`. */
const LOCALES = ['en-US', 'en-GB', 'en-IN', 'en-AU', 'en-NZ', 'en-ZA', 'en-KE'];

function zoneFromIntl(parts: Intl.DateTimeFormat, names: Intl.DateTimeFormat[], unix: number): ZoneAt {
  const date = new Date(unix * 1000);
  const text = zoneName(parts, date);
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  const seconds = Number(match?.[2] ?? 0) * 3600 + Number(match?.[3] ?? 0) * 60 + Number(match?.[4] ?? 0);
  const offset = match?.[1] === '-' ? -seconds : seconds;
  for (const format of names) {
    const short = zoneName(format, date);
    if (/^[A-Z]{3,5}$/.test(short)) return { offset, name: short };
  }
  return { offset, name: abbreviation(offset) };
}

function zoneName(format: Intl.DateTimeFormat, date: Date): string {
  return format.formatToParts(date).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

/** How the data base abbreviates zones that have no letters: `+03`, `-0330`. */
function abbreviation(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60 === 0 ? '' : String(minutes % 60).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${hours}${rest}`;
}

/** Whether a date exists, for parsers. */
export function isDate(year: number, month: number, day: number): boolean {
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    daysFromCivil(year, month, day) < daysFromCivil(year, month + 1, 1)
  );
}
