import {
  type Condition,
  type CronWorkflow,
  type CronWorkflowStatus,
  cronWorkflowStatus,
  type WorkflowReference,
} from '@tiphys/spec';

/** A workflow that a CronWorkflow started and that has ended. */
export interface FinishedChild {
  uid: string;
  name: string;
  succeeded: boolean;
  /** Milliseconds since 1970. */
  finishedAt: number;
}

/** A CronWorkflow as the store has it: what Argo shows of it, and what the schedulers keep beside it. */
export interface CronRecord extends CronWorkflow {
  /** Workflows that have ended and are kept, oldest first. */
  finished?: FinishedChild[];
  /** Times whose workflows are among the active and may not have been created yet. */
  starting?: number[];
}

const SUCCESSFUL_KEPT = 3;
const FAILED_KEPT = 1;
/** Argo's; the schedule that the last run was made for. */
export const LAST_SCHEDULE = 'cronworkflows.argoproj.io/last-used-schedule';
const COMPLETED_LABEL = 'cronworkflows.argoproj.io/completed';

/** What Argo writes of the schedules, to see whether they have been changed. */
export function scheduleText({ spec }: CronWorkflow): string {
  const zone = spec.timezone === undefined || spec.timezone === '' ? '' : `CRON_TZ=${spec.timezone} `;
  return spec.schedules.map((schedule) => zone + schedule).join(',');
}

/** When it last ran; undefined: never. */
export function lastRun(cronWorkflow: CronWorkflow): number | undefined {
  const text = cronWorkflow.status?.lastScheduledTime ?? undefined;
  return text === undefined ? undefined : Date.parse(text);
}

/**
 * Orders a run: its workflow is among the active, and the times before it are over. What is ordered takes place,
 * whoever dies: `starting` says so until the workflow's creation is durable.
 */
export function withRun(record: CronRecord, child: WorkflowReference, time: number): CronRecord {
  const status = cronWorkflowStatus(record.status);
  const active = (status.active ?? []).filter(({ uid }) => uid !== child.uid);
  const last = Math.max(time, lastRun(record) ?? 0);
  return {
    ...record,
    starting: [...(record.starting ?? []), time],
    metadata: {
      ...record.metadata,
      annotations: { ...record.metadata.annotations, [LAST_SCHEDULE]: scheduleText(record) },
    },
    status: {
      ...status,
      active: [...active, child],
      phase: status.phase === 'Stopped' ? 'Stopped' : 'Active',
      lastScheduledTime: `${new Date(last).toISOString().slice(0, 19)}Z`,
      conditions: withoutCondition(status.conditions, 'SubmissionError'),
    },
  };
}

/** Its creation is durable. */
export function withStarted(record: CronRecord, time: number): CronRecord {
  return { ...record, starting: (record.starting ?? []).filter((one) => one !== time) };
}

/** After a workflow of it has ended; `undefined` is one that was deleted before anybody saw how it ended. */
export function withEnd(record: CronRecord, uid: string, end: FinishedChild | undefined): CronRecord {
  const status = cronWorkflowStatus(record.status);
  const active = status.active ?? [];
  if (!active.some((one) => one.uid === uid)) return record;
  const counted = end === undefined ? {} : countedEnd(status, end);
  const finished = end === undefined ? (record.finished ?? []) : [...(record.finished ?? []), end];
  const rest = active.filter((one) => one.uid !== uid);
  return { ...record, finished, status: { ...status, ...counted, active: rest.length === 0 ? null : rest } };
}

function countedEnd(status: CronWorkflowStatus, { succeeded }: FinishedChild): Partial<CronWorkflowStatus> {
  return succeeded ? { succeeded: status.succeeded + 1 } : { failed: status.failed + 1 };
}

/** It starts nothing any more. */
export function withStop(record: CronRecord): CronRecord {
  return {
    ...record,
    metadata: { ...record.metadata, labels: { ...record.metadata.labels, [COMPLETED_LABEL]: 'true' } },
    status: { ...cronWorkflowStatus(record.status), phase: 'Stopped' },
  };
}

export function withCondition(
  record: CronRecord,
  type: 'SpecError' | 'SubmissionError',
  message: string,
): CronRecord {
  const status = cronWorkflowStatus(record.status);
  const conditions = [
    ...(withoutCondition(status.conditions, type) ?? []),
    { type, status: 'True', message } as const,
  ];
  const failed = type === 'SubmissionError' ? status.failed + 1 : status.failed;
  return { ...record, status: { ...status, failed, conditions } };
}

/** Its spec can be read again. */
export function withoutSpecError(record: CronRecord): CronRecord {
  const { conditions } = cronWorkflowStatus(record.status);
  if (!(conditions ?? []).some(({ type }) => type === 'SpecError')) return record;
  const rest = withoutCondition(conditions, 'SpecError');
  return { ...record, status: { ...cronWorkflowStatus(record.status), conditions: rest } };
}

function withoutCondition(conditions: Condition[] | null, type: string): Condition[] | null {
  const rest = (conditions ?? []).filter((condition) => condition.type !== type);
  return rest.length === 0 ? null : rest;
}

/** The workflows beyond the history limits, and the record without them. */
export function beyondLimits(record: CronRecord): { record: CronRecord; gone: FinishedChild[] } {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = record.spec;
  const finished = [...(record.finished ?? [])].sort((a, b) => b.finishedAt - a.finishedAt);
  const surplus = (succeeded: boolean, limit: number | undefined, byDefault: number): FinishedChild[] =>
    finished
      .filter((child) => child.succeeded === succeeded)
      .slice(limit === undefined || limit < 0 ? byDefault : limit);
  const gone = [
    ...surplus(true, successfulJobsHistoryLimit, SUCCESSFUL_KEPT),
    ...surplus(false, failedJobsHistoryLimit, FAILED_KEPT),
  ];
  if (gone.length === 0) return { record, gone };
  const kept = (record.finished ?? []).filter((child) => !gone.includes(child));
  return { record: { ...record, finished: kept }, gone };
}
