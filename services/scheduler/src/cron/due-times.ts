import { type CronSchedule, parseSchedule } from '@tiphys/spec';
import { Cron } from 'croner';

/** How far a search for times goes that have passed: an outage of longer than this is made up for from here on. */
const MAX_MISSED = 100_000;

/**
 * The times of a CronWorkflow's schedules, in milliseconds since 1970.
 *
 * In a time zone with daylight saving, a time that is skipped comes right after the gap, and one at which clocks are
 * turned back comes once (what says `*` in its hours comes in both); Argo's library leaves out the first and takes
 * both of the second.
 */
export class DueTimes {
  readonly #schedules: readonly (CronSchedule & { cron: Cron | undefined })[];

  /** @param schedules that have passed validation; what cannot be read is never due. */
  constructor(schedules: readonly string[], timezone: string | undefined) {
    this.#schedules = schedules.flatMap((text) => {
      const parsed = parseSchedule(text);
      if (!parsed.ok) return [];
      const { schedule } = parsed;
      return [{ ...schedule, cron: cronOf(schedule, timezone) }];
    });
  }

  /**
   * The first time after an instant; undefined: never.
   *
   * @param base what `@every` counts from: the last run, or the creation.
   */
  next(after: number, base: number): number | undefined {
    const times = this.#schedules.map((schedule) => nextOf(schedule, after, base));
    return minimum(times.filter((time) => time !== undefined));
  }

  /** The last time in (after, until]; undefined: none. */
  last(after: number, until: number, base: number): number | undefined {
    const times = this.#schedules.map((schedule) => lastOf(schedule, after, until, base));
    const found = times.filter((time) => time !== undefined);
    return found.length === 0 ? undefined : Math.max(...found);
  }
}

function cronOf(schedule: CronSchedule, timezone: string | undefined): Cron | undefined {
  if (schedule.kind === 'every') return undefined;
  const zone = schedule.timezone ?? timezone;
  return new Cron(schedule.fields, { mode: '5-part', ...(zone === undefined ? {} : { timezone: zone }) });
}

function nextOf(
  schedule: CronSchedule & { cron: Cron | undefined },
  after: number,
  base: number,
): number | undefined {
  if (schedule.kind === 'every') {
    const period = schedule.seconds * 1000;
    return base + Math.max(1, Math.floor((after - base) / period) + 1) * period;
  }
  return schedule.cron?.nextRun(new Date(after))?.getTime();
}

function lastOf(
  schedule: CronSchedule & { cron: Cron | undefined },
  after: number,
  until: number,
  base: number,
): number | undefined {
  if (schedule.kind === 'every') {
    const period = schedule.seconds * 1000;
    const time = base + Math.floor((until - base) / period) * period;
    return time > after && time > base ? time : undefined;
  }
  let found: number | undefined;
  let time = nextOf(schedule, after, base);
  for (let count = 0; time !== undefined && time <= until && count < MAX_MISSED; count += 1) {
    found = time;
    time = nextOf(schedule, time, base);
  }
  return found;
}

function minimum(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times);
}
