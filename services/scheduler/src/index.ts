export type { SchedulerPorts } from './ports.ts';
export { Scheduler, type SchedulerOptions } from './scheduler.ts';
