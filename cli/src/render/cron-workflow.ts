import { type CronWorkflow, parseSchedule } from '@tiphys/spec';
import { Cron } from 'croner';
import { shortDuration, timestamp } from './age.ts';
import { printable } from './style.ts';
import { table } from './table.ts';

const LABEL_WIDTH = 30;
const PADDING = 3;

/** The table of `cron list`. */
export function cronTable(crons: readonly CronWorkflow[], now: Date, withNamespace: boolean): string {
  const head = ['NAME', 'AGE', 'LAST RUN', 'NEXT RUN', 'SCHEDULES', 'TIMEZONE', 'SUSPENDED'];
  const rows = crons.map((cron) => [
    ...(withNamespace ? [cron.metadata.namespace ?? ''] : []),
    cron.metadata.name ?? '',
    since(cron.metadata.creationTimestamp, now),
    since(cron.status?.lastScheduledTime ?? undefined, now),
    until(nextRun(cron, now), now),
    cron.spec.schedules.join(','),
    cron.spec.timezone ?? '',
    String(cron.spec.suspend === true),
  ]);
  return `${table([withNamespace ? ['NAMESPACE', ...head] : head, ...rows], PADDING).join('\n')}\n`;
}

/** What `cron get` prints (getCronWorkflowGet). */
export function cronDetails(cron: CronWorkflow, now: Date): string {
  const { metadata, spec, status } = cron;
  const next = nextRun(cron, now);
  const rows: [string, string | undefined][] = [
    ['Name:', metadata.name],
    ['Namespace:', metadata.namespace],
    ['Created:', timestamp(metadata.creationTimestamp ?? '', now)],
    ['Schedules:', spec.schedules.join(',')],
    ['Suspended:', String(spec.suspend === true)],
    ['Timezone:', spec.timezone],
    ['StartingDeadlineSeconds:', spec.startingDeadlineSeconds?.toString()],
    ['ConcurrencyPolicy:', spec.concurrencyPolicy],
    ['LastScheduledTime:', status?.lastScheduledTime ? timestamp(status.lastScheduledTime, now) : undefined],
    ['NextScheduledTime:', next === undefined ? undefined : timestamp(next.toISOString(), now)],
    ['Active Workflows:', (status?.active ?? []).map(({ name }) => name ?? '').join(', ')],
    ...(status?.conditions ?? []).map(({ type, message }): [string, string] => [`✖ ${type}`, message ?? '']),
  ];
  const parameters = (spec.workflowSpec.arguments?.parameters ?? []).filter(
    ({ value }) => value !== undefined,
  );
  const lines = rows.filter(([, value]) => value !== undefined && value !== '').map(line);
  if (parameters.length > 0) {
    lines.push(line(['Workflow Parameters:', '']));
    lines.push(...parameters.map(({ name, value }) => line([`  ${name}:`, value])));
  }
  return lines.join('');
}

function line([label, value]: [string, string | undefined]): string {
  return `${label.padEnd(LABEL_WIDTH)} ${printable(value ?? '')}`.trimEnd().concat('\n');
}

/**
 * Of a schedule without a time zone in that of this machine.
 *
 * @param base what `@every` counts from: by default, as for the schedulers, the last run, or the creation.
 */
export function nextRun(cron: CronWorkflow, now: Date, base: Date = baseOf(cron)): Date | undefined {
  const { spec } = cron;
  const times = spec.schedules.flatMap((text) => {
    const parsed = parseSchedule(text);
    if (!parsed.ok) return [];
    if (parsed.schedule.kind === 'every') {
      const [from, period] = [base.getTime(), parsed.schedule.seconds * 1000];
      return [from + (Math.floor((now.getTime() - from) / period) + 1) * period];
    }
    const timezone = parsed.schedule.timezone ?? (spec.timezone || undefined);
    const zone = timezone === undefined ? {} : { timezone };
    const next = new Cron(parsed.schedule.fields, { mode: '5-part', ...zone }).nextRun(now);
    return next === null ? [] : [next.getTime()];
  });
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

function baseOf({ metadata, status }: CronWorkflow): Date {
  return new Date(status?.lastScheduledTime ?? metadata.creationTimestamp ?? 0);
}

function since(text: string | undefined, now: Date): string {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? 'N/A' : shortDuration(now.getTime() - time);
}

function until(time: Date | undefined, now: Date): string {
  return time === undefined ? 'N/A' : shortDuration(time.getTime() - now.getTime());
}
