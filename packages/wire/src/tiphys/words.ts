import type { NodeRole, RejectionCode, TimerPurpose } from '@tiphys/engine';
import type { ArtifactGCStrategy, NodePhase, NodeType, ShutdownStrategy } from '@tiphys/spec';
import { closedSet } from './decoding.ts';

/** How an attempt, or a workflow, ends. */
export type EndPhase = 'Succeeded' | 'Failed' | 'Error';

export const END_PHASES = closedSet<EndPhase>({ Succeeded: true, Failed: true, Error: true });

export const NODE_PHASES = closedSet<NodePhase>({
  Pending: true,
  Running: true,
  Succeeded: true,
  Skipped: true,
  Failed: true,
  Error: true,
  Omitted: true,
});

export const NODE_TYPES = closedSet<NodeType>({
  Pod: true,
  Container: true,
  Steps: true,
  StepGroup: true,
  DAG: true,
  TaskGroup: true,
  Retry: true,
  Skipped: true,
  Suspend: true,
  HTTP: true,
  Plugin: true,
});

export const NODE_ROLES = closedSet<NodeRole>({
  entry: true,
  stepGroup: true,
  step: true,
  task: true,
  item: true,
  attempt: true,
  exitHandler: true,
  hook: true,
  container: true,
});

export const SHUTDOWN_STRATEGIES = closedSet<ShutdownStrategy>({ Stop: true, Terminate: true });

export const TIMER_PURPOSES = closedSet<TimerPurpose>({
  workflowDeadline: true,
  active: true,
  timeout: true,
  pending: true,
  retries: true,
  ttl: true,
});

export const REJECTION_CODES = closedSet<RejectionCode>({
  not_found: true,
  already_exists: true,
  completed: true,
  duplicate: true,
  superseded: true,
  claimed_by_other: true,
  invalid: true,
});

export const GC_STRATEGIES = closedSet<ArtifactGCStrategy>({
  OnWorkflowCompletion: true,
  OnWorkflowDeletion: true,
  Never: true,
});
