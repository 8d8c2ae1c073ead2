import { parseDuration } from '../go/go-duration.ts';
import { parseTime } from '../go/go-time-parse.ts';
import { GoDuration, GoLocation, type GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { asString } from './operations.ts';

type Builtin = (args: GoValue[], meter: Meter) => GoValue;

/** Loading a zone is a look into a data base. */
export const ZONE_STEPS = 20_000;

/** The layouts that `date` tries where it is given none. */
const LAYOUTS = [
  '2006-01-02',
  '15:04:05',
  '2006-01-02 15:04:05',
  '2006-01-02T15:04:05Z07:00',
  '02 Jan 06 15:04 MST',
  'Monday, 02-Jan-06 15:04:05 MST',
  'Mon, 02 Jan 2006 15:04:05 MST',
];

function date(args: GoValue[], meter: Meter): GoValue {
  const [first] = args;
  const place = first instanceof GoLocation ? first : undefined;
  const [value, layout, zone] = place === undefined ? args : args.slice(1);
  const text = asString(value);
  if (zone !== undefined) return parseTime(asString(layout), text, timezone(asString(zone), meter));
  if (layout !== undefined) return parseTime(asString(layout), text, place);
  for (const candidate of LAYOUTS) {
    const parsed = attempt(() => parseTime(candidate, text, place));
    if (parsed.ok) return parsed.value;
  }
  throw new ExpressionFailure(`invalid date ${text}`);
}

function timezone(name: string, meter: Meter): GoLocation {
  meter.spend(ZONE_STEPS);
  const place = GoLocation.load(name);
  if (place === undefined) throw new ExpressionFailure(`unknown time zone ${name}`);
  return place;
}

/** An expression gives the same value whenever it is evaluated: a decision can be replayed. */
function now(): never {
  throw new ExpressionFailure('now() is not available: an expression may not depend on when it is evaluated');
}

export const TIME_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['now', now],
  ['duration', ([text]) => new GoDuration(parseDuration(asString(text)))],
  ['date', date],
  ['timezone', ([name], meter) => timezone(asString(name), meter)],
]);
