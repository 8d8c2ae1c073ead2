export type { SchedulerMetrics, SchedulerPorts } from './ports.ts';
export { Scheduler, type SchedulerOptions } from './scheduler.ts';
