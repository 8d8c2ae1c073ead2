export type { AgentHeartbeat, AgentRegistry, PlacedPool, RegisteredAgent } from './agent-registry.ts';
export type { CachedOutputs, CacheKey, CacheStore } from './cache-store.ts';
export type { CommandDelivery, CommandQueue, QueuedCommand, Verdict } from './command-queue.ts';
export { DELIVERY_POLICY, type DeliveryPolicy } from './delivery/delivery-policy.ts';
export { EventLogError, type EventLogErrorCode } from './errors.ts';
export type { EventLogPorts } from './event-log-ports.ts';
export type { CaughtUp, HistoryLog, RecordedTransition } from './history-log.ts';
export {
  isEmptyLock,
  type LockRecord,
  type LockStore,
  type LockTicket,
  type StoredLock,
} from './lock-store.ts';
export type { LogChunk, LogStore, LogStream } from './log-store.ts';
export type { NameRegistry } from './name-registry.ts';
export type { AttemptRef, WorkflowRef } from './refs.ts';
export type { CancelDelivery, QueuedCancel, QueuedTask, TaskDelivery, TaskQueue } from './task-queue.ts';
