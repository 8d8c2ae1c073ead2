export type { SchedulerMetrics, SchedulerPorts } from './ports.ts';
export { Scheduler, type SchedulerOptions } from './scheduler.ts';
export { SCHEDULER_VARIABLES, startScheduler } from './start.ts';
