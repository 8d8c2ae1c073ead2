import type { CronWorkflowStatus } from '../types/cron-workflow.ts';

/** The status of a CronWorkflow, whole: what it lacks is as before its first run. */
export function cronWorkflowStatus(status: CronWorkflowStatus | undefined): CronWorkflowStatus {
  return {
    active: null,
    lastScheduledTime: null,
    conditions: null,
    succeeded: 0,
    failed: 0,
    phase: '',
    ...status,
  };
}
