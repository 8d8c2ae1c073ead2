import type { Clock } from '@tiphys/clock';
import type { HistoryLog } from '@tiphys/event-log';
import type { ReadModelStore } from '@tiphys/read-model';
import type { Logger, Metrics, Tracer } from '@tiphys/service-kit';

/** Everything the status service reaches outside itself. It only reads histories. */
export interface StatusPorts {
  history: Pick<HistoryLog, 'read' | 'follow' | 'latestVersion'>;
  store: ReadModelStore;
  clock: Clock;
  logger: Logger;
  tracer: Tracer;
  metrics: Metrics;
}
