export { applyTransition, replay } from './apply.ts';
export { withoutArtifact } from './artifacts/apply-artifact-gc.ts';
export type * from './artifacts/gc-events.ts';
export { globalArtifact, globalParameter } from './artifacts/global-outputs.ts';
export { artifactKey, withKey as artifactWithKey } from './artifacts/location.ts';
export { artifactLocation } from './artifacts/repository.ts';
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
export { type DecideResult, decide, newDraft } from './decide.ts';
export type * from './events.ts';
export type * from './locks/lock-events.ts';
export { LIMITS_CONFIG_MAP, WORKFLOW_LOCKS, WORKFLOW_PLACE } from './locks/lock-key.ts';
export { matchesNode, parseNodeSelector } from './operations/node-selector.ts';
export type { OperationCommand } from './operations/operation-commands.ts';
export type * from './operations/operation-events.ts';
export type {
  ContainerTask,
  DataTask,
  HTTPTask,
  HTTPTaskHeader,
  InputArtifact,
  OutputArtifact,
  OutputFile,
  Placement,
  PodRequests,
  ScriptFile,
} from './pod/container-task.ts';
export { poolOf, poolOfAgent } from './pod/placement.ts';
export {
  HOST_NAME_LABEL,
  isReserved,
  matchesPlacement,
  type PlacementAgent,
  placementProblems,
  type Taint,
} from './pod/placement-match.ts';
export {
  addRequests,
  containersTogether,
  GPU_RESOURCE,
  LEAST_ALLOCATABLE,
  lacking,
  NO_REQUESTS,
  podRequests,
} from './pod/pod-requests.ts';
export type {
  ContainerSetTask,
  ContainerSettings,
  PodContainer,
  PodTask,
  SetContainer,
} from './pod/pod-task.ts';
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
export { CLAIMS_NODE, claimReleases } from './workflow/workflow-claims.ts';
export { workflowMetadata } from './workflow/workflow-metadata.ts';
