export type { AttemptRecord, AttemptRecords } from './attempt-records.ts';
export { Executor } from './executor.ts';
export { DEFAULT_OPTIONS, type ExecutorOptions } from './executor-options.ts';
export { AgentReplacedError } from './heartbeat.ts';
export { MemoryAttemptRecords } from './memory-attempt-records.ts';
export { ObjectError, ObjectReader } from './object-reader.ts';
export type { ExecutorMetrics, ExecutorPorts } from './ports.ts';
