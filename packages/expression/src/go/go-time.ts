import { civilFromDays, daysFromCivil, floorDivide, floorModulo } from './calendar.ts';
import { formatDuration } from './go-duration.ts';
import { GoLocation } from './go-location.ts';
import { formatTime } from './go-time-format.ts';

export { GoLocation } from './go-location.ts';

const NANOSECONDS = 1_000_000_000n;

/** time.Duration. */
export class GoDuration {
  readonly nanoseconds: bigint;

  constructor(nanoseconds: bigint) {
    this.nanoseconds = BigInt.asIntN(64, nanoseconds);
  }

  toString(): string {
    return formatDuration(this.nanoseconds);
  }
}

/** The parts of an instant on a clock and calendar at a place. */
export interface CivilTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  /** 0 is Sunday. */
  weekday: number;
  yearDay: number;
  /** Seconds east of UTC. */
  offset: number;
  zone: string;
}

/** time.Time: an instant, and the place whose clock shows it. */
export class GoTime {
  /** Since 1970-01-01T00:00:00Z. */
  readonly nanoseconds: bigint;
  readonly location: GoLocation;

  constructor(nanoseconds: bigint, location: GoLocation = GoLocation.utc) {
    this.nanoseconds = nanoseconds;
    this.location = location;
  }

  /** The time that a clock at the place shows; parts that overflow carry, as in time.Date. */
  static at(civil: Omit<CivilTime, 'weekday' | 'yearDay' | 'offset' | 'zone'>, location: GoLocation): GoTime {
    const days = daysFromCivil(civil.year, civil.month, civil.day);
    const seconds = days * 86_400 + civil.hour * 3600 + civil.minute * 60 + civil.second;
    const offset = location.offsetForClock(seconds);
    return new GoTime(BigInt(seconds - offset) * NANOSECONDS + BigInt(civil.nanosecond), location);
  }

  get unixSeconds(): number {
    return Number(floorDivideBig(this.nanoseconds, NANOSECONDS));
  }

  civil(): CivilTime {
    const unix = this.unixSeconds;
    const { offset, name } = this.location.at(unix);
    const seconds = unix + offset;
    const days = floorDivide(seconds, 86_400);
    const inDay = floorModulo(seconds, 86_400);
    const { year, month, day } = civilFromDays(days);
    return {
      year,
      month,
      day,
      hour: Math.floor(inDay / 3600),
      minute: Math.floor((inDay % 3600) / 60),
      second: inDay % 60,
      nanosecond: Number(this.nanoseconds - BigInt(unix) * NANOSECONDS),
      weekday: floorModulo(days + 4, 7),
      yearDay: days - daysFromCivil(year, 1, 1) + 1,
      offset,
      zone: name,
    };
  }

  add(duration: GoDuration): GoTime {
    return new GoTime(this.nanoseconds + duration.nanoseconds, this.location);
  }

  in(location: GoLocation): GoTime {
    return new GoTime(this.nanoseconds, location);
  }

  /** As `%v` prints it. */
  toString(): string {
    return formatTime(this, '2006-01-02 15:04:05.999999999 -0700 MST');
  }

  /** RFC 3339, with as many digits of the second's fraction as there are. */
  toJson(): string {
    return formatTime(this, '2006-01-02T15:04:05.999999999Z07:00');
  }
}

function floorDivideBig(a: bigint, b: bigint): bigint {
  return a < 0n && a % b !== 0n ? a / b - 1n : a / b;
}
