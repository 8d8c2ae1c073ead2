export { attemptKey } from './attempt-key.ts';
export { parseQuantity } from './quantity.ts';
export { type ResourceAmounts, type ResourceDemand, resourceDemand } from './resource-demand.ts';
export type {
  Archive,
  AttemptContainer,
  AttemptIdentity,
  ContainerExit,
  ContainerRuntime,
  OutputChunk,
  RuntimeName,
  SetContainerExit,
  StartOrder,
  TaskRemains,
} from './runtime.ts';
export { RuntimeError, type RuntimeErrorCode } from './runtime-error.ts';
export type { ImageLogin, VolumeFile } from './volume-file.ts';
