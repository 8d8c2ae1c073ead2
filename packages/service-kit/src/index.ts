export { type Logger, type LogFields, silentLogger } from './logger.ts';
export { type Counter, type Histogram, type MetricLabels, type Metrics, silentMetrics } from './metrics.ts';
export type { ReadinessCheck, RunningService } from './running-service.ts';
export { passingTracer, type Tracer } from './tracer.ts';
