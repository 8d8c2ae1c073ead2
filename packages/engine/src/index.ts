export { applyTransition, replay } from './apply.ts';
export { withoutArtifact } from './artifacts/apply-artifact-gc.ts';
export type * from './artifacts/gc-events.ts';
export { globalArtifact, globalParameter } from './artifacts/global-outputs.ts';
export type {
  AttemptOutcome,
  ClaimAttempt,
  CommandEnvelope,
  ContainerOutcome,
  FinishAttempt,
  FireTimer,
  Rejection,
  RejectionCode,
  ReportReady,
  WorkflowCommand,
} from './commands.ts';
export type {
  ContainerTask,
  DataTask,
  HTTPTask,
  HTTPTaskHeader,
  InputArtifact,
  OutputArtifact,
  OutputFile,
  ScriptFile,
} from './container-task.ts';
export { type DecideResult, decide, newDraft } from './decide.ts';
export type * from './events.ts';
export type * from './lock-events.ts';
export { LIMITS_CONFIG_MAP, WORKFLOW_LOCKS, WORKFLOW_PLACE } from './lock-key.ts';
export type { OperationCommand } from './operation-commands.ts';
export type * from './operation-events.ts';
export { type Placement, poolOf, poolOfAgent } from './placement.ts';
export {
  HOST_NAME_LABEL,
  isReserved,
  matchesPlacement,
  type PlacementAgent,
  placementProblems,
  type Taint,
} from './placement-match.ts';
export {
  addRequests,
  GPU_RESOURCE,
  LEAST_ALLOCATABLE,
  lacking,
  NO_REQUESTS,
  type PodRequests,
  podRequests,
} from './pod-requests.ts';
export type {
  ContainerSetTask,
  ContainerSettings,
  PodContainer,
  PodTask,
  SetContainer,
} from './pod-task.ts';
export {
  type AttemptState,
  isCompleted,
  isFinished,
  isFulfilled,
  type LockState,
  type NodeState,
  type WorkflowDraft,
  type WorkflowState,
} from './state.ts';
export { NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';
export { CLAIMS_NODE, claimReleases } from './workflow-claims.ts';
export { workflowMetadata } from './workflow-metadata.ts';
