export { TIPHYS_DESCRIPTOR_SET } from '../gen/descriptor-sets.ts';
export { ArtifactServiceService } from '../gen/tiphys/v1/artifact.ts';
export {
  type ApplyResourceRequest,
  type CreateResourceRequest,
  type DeleteResourceRequest,
  type GetResourceRequest,
  type ListResourcesRequest,
  ResourceServiceService,
} from '../gen/tiphys/v1/resource.ts';
export {
  type GetArchivedWorkflowResponse,
  type GetWorkflowRequest,
  type GetWorkflowResponse,
  type ListArchivedLabelsResponse,
  type ListArchivedWorkflowsResponse,
  type ListWorkflowsRequest,
  type ListWorkflowsResponse,
  StatusServiceClient,
  type StatusServiceServer,
  StatusServiceService,
  type WatchWorkflowsRequest,
  WatchWorkflowsResponse,
  WatchWorkflowsResponse_Kind,
} from '../gen/tiphys/v1/status.ts';
export { WireError, type WireErrorCode } from '../wire-error.ts';
export { type CommandOnWire, decodeCommand, encodeCommand } from './command.ts';
export { decodeHeartbeat, encodeHeartbeat, type HeartbeatOnWire } from './heartbeat.ts';
export { decodeLogChunk, encodeLogChunk, type LogChunkOnWire } from './log-chunk.ts';
export type { AttemptRef, WorkflowRef } from './refs.ts';
export {
  type CancelOnWire,
  decodeCancel,
  decodeTask,
  encodeCancel,
  encodeTask,
  type TaskOnWire,
} from './task.ts';
export { decodeTransition, encodeTransition } from './transition.ts';
export { decodeVerdict, encodeVerdict, type VerdictOnWire } from './verdict.ts';
