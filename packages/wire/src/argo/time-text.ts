/** A point in time as the messages have it; both zero: no time at all, as in Kubernetes' Time. */
export interface Timestamp {
  seconds: number;
  nanos: number;
}

const RFC3339 = /^(\d{4}-\d\d-(\d\d))T(\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;
/** Go's zero time, which it writes as null. */
const YEAR_ONE = Date.parse('0001-01-01T00:00:00Z');

/** @returns undefined where the text is no RFC 3339 time. */
export function parseTime(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, date = '', day, clock = '', fraction = '', zone = 'Z'] = match;
  const utc = Date.parse(`${date}T${clock}Z`);
  // Date.parse takes the 31st of February for the 3rd of March, and 24:00 for the next day; Go refuses both.
  if (Number.isNaN(utc) || new Date(utc).getUTCDate() !== Number(day)) return undefined;
  const milliseconds = zone === 'Z' ? utc : Date.parse(`${date}T${clock}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  if (milliseconds === YEAR_ONE) return { seconds: 0, nanos: 0 };
  return { seconds: milliseconds / 1000, nanos: Number(fraction.padEnd(9, '0').slice(0, 9)) };
}

/** RFC 3339 in UTC with whole seconds, as Kubernetes' Time is written. */
export function timeText({ seconds }: Timestamp): string {
  return `${isoSeconds(seconds)}Z`;
}

/** RFC 3339 in UTC with six decimals, as Kubernetes' MicroTime is written. */
export function microTimeText({ seconds, nanos }: Timestamp): string {
  const micros = Math.trunc(nanos / 1000);
  return `${isoSeconds(seconds)}.${String(micros).padStart(6, '0')}Z`;
}

/** Throws a RangeError beyond the year 9999 and before the year 0, which RFC 3339 cannot write. */
function isoSeconds(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  if (!/^\d/.test(text)) throw new RangeError(`${seconds} seconds are outside of what RFC 3339 can write`);
  return text.slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
}
