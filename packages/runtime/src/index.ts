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
  StartOrder,
  TaskRemains,
} from './runtime.ts';
export { RuntimeError, type RuntimeErrorCode } from './runtime-error.ts';
