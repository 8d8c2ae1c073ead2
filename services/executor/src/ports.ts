import type { Clock } from '@tiphys/clock';
import type { AgentRegistry, CommandQueue, LogStore, TaskQueue } from '@tiphys/event-log';
import type { ObjectStore } from '@tiphys/object-store';
import type { ContainerRuntime } from '@tiphys/runtime';
import type { Counter, Histogram, Logger, Tracer } from '@tiphys/service-kit';
import type { AttemptRecords } from './attempt-records.ts';
import type { ObjectReader } from './object-reader.ts';

/** Everything the executor reaches outside itself. */
export interface ExecutorPorts {
  commands: CommandQueue;
  tasks: TaskQueue;
  logs: LogStore;
  agents: AgentRegistry;
  objects: Pick<ObjectReader, 'readConfigMap' | 'readSecret'>;
  /** The built-in store of artifacts. */
  store: ObjectStore;
  runtime: ContainerRuntime;
  records: AttemptRecords;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  metrics: ExecutorMetrics;
}

/** What the executor counts. */
export interface ExecutorMetrics {
  /** Attempts that were reported, by phase. */
  attemptsFinished: Counter;
  /** Seconds from a granted claim to a container that runs. */
  startDuration: Histogram;
  /** Bytes of output that were stored. */
  outputStored: Counter;
}
