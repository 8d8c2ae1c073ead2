import type { ObjectMeta } from './metadata.ts';
import type { Condition, WorkflowSpec } from './workflow.ts';

export interface CronWorkflowSpec {
  workflowSpec: WorkflowSpec;
  /** Cron schedules; it runs when one of them is due. */
  schedules: string[];
  /** `Allow`, `Forbid`, `Replace`; absent: Allow. */
  concurrencyPolicy?: string;
  /** True: nothing is started. */
  suspend?: boolean;
  /** For so long after its time a run that was missed is made up for; absent: it is not. */
  startingDeadlineSeconds?: number;
  /** How many workflows that succeeded are kept; 3. */
  successfulJobsHistoryLimit?: number;
  /** How many that failed; 1. */
  failedJobsHistoryLimit?: number;
  /** IANA's name; absent: that of the schedulers. */
  timezone?: string;
  /** Labels and annotations of its workflows. */
  workflowMetadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  /** Once true nothing is started any more. */
  stopStrategy?: { expression: string };
  /** A condition of each run. */
  when?: string;
}

/** A workflow that is running. */
export interface WorkflowReference {
  kind?: string;
  apiVersion?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
}

export interface CronWorkflowStatus {
  active: WorkflowReference[] | null;
  lastScheduledTime: string | null;
  conditions: Condition[] | null;
  succeeded: number;
  failed: number;
  phase: '' | 'Active' | 'Stopped';
}

export interface CronWorkflow {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: CronWorkflowSpec;
  status?: CronWorkflowStatus;
}
