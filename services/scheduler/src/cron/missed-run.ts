import { type CronRecord, LAST_SCHEDULE, lastRun, scheduleText } from './cron-record.ts';
import type { DueTimes } from './due-times.ts';

/**
 * The run that was missed while no scheduler lived, where it is to be made up for: the newest one, within
 * `startingDeadlineSeconds` of its time, of a CronWorkflow that has run before and whose schedules are still the same
 * (Argo's shouldOutstandingWorkflowsBeRun).
 */
export function missedRun(
  { record, due, base }: { record: CronRecord; due: DueTimes; base: number },
  now: number,
): number | undefined {
  const { startingDeadlineSeconds } = record.spec;
  const last = lastRun(record);
  if (last === undefined || startingDeadlineSeconds === undefined) return undefined;
  if (record.metadata.annotations?.[LAST_SCHEDULE] !== scheduleText(record)) return undefined;
  // Times before the deadline's window are not made up for, however long the outage was.
  const from = Math.max(last, now - startingDeadlineSeconds * 1000 - 1);
  return due.last(from, now, base);
}
