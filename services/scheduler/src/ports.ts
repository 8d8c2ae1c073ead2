import type { Clock } from '@tiphys/clock';
import type {
  AgentRegistry,
  CacheStore,
  CommandQueue,
  HistoryLog,
  LockStore,
  LogStore,
  NameRegistry,
  TaskQueue,
} from '@tiphys/event-log';
import type { ResourceStore } from '@tiphys/resource-store';
import type { Counter, Logger, Tracer } from '@tiphys/service-kit';
import type { MetricsSink } from './workflow-metrics.ts';

/** Everything the scheduler reaches outside itself. */
export interface SchedulerPorts {
  history: HistoryLog;
  commands: CommandQueue;
  tasks: TaskQueue;
  logs: LogStore;
  names: NameRegistry;
  agents: AgentRegistry;
  locks: LockStore;
  caches: CacheStore;
  resources: ResourceStore;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  metrics: SchedulerMetrics;
  /** What workflows themselves tell Prometheus; absent: nobody listens. */
  workflowMetrics?: MetricsSink | undefined;
}

/** What the scheduler counts, by the type of command. */
export interface SchedulerMetrics {
  commandsHandled: Counter;
  commandsRetried: Counter;
}
