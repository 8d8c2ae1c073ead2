export { attemptKey } from './attempt-key.ts';
export { type ResourceLimits, resourceLimits } from './resource-limits.ts';
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
} from './runtime.ts';
export { RuntimeError, type RuntimeErrorCode } from './runtime-error.ts';
export type { TaskRemains } from './task-remains.ts';
export type { ImageLogin, VolumeFile } from './volume-file.ts';
