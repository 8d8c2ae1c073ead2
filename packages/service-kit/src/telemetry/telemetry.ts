import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Environment } from '../config/read-config.ts';
import { type Metrics, silentMetrics } from '../metrics.ts';
import { passingTracer, type Tracer } from '../tracer.ts';

export interface Telemetry {
  tracer: Tracer;
  metrics: Metrics;
  /** False: nothing is recorded, and OpenTelemetry's SDK was not even loaded. */
  on: boolean;
  /** What was counted, as Prometheus' text; absent where metrics are off. */
  prometheusText?: () => Promise<string>;
  /** Sends what is left. Never rejects: a collector that is gone must not keep a service from ending. */
  stop(): Promise<void>;
}

export interface TelemetryOptions {
  /** OpenTelemetry's `service.name`. */
  service: string;
  version?: string;
  env: Environment;
  /** True: metrics are counted for /metrics too, whatever the environment says. */
  prometheus?: boolean;
}

/** Where spans go in tests. */
export interface RecordedSpans {
  finished(): ReadableSpan[];
}

const silent: Telemetry = {
  tracer: passingTracer,
  metrics: silentMetrics,
  on: false,
  stop: async () => {},
};

/**
 * Traces and metrics by OTLP where OTEL_EXPORTER_OTLP_ENDPOINT (or its variants for traces and metrics) or
 * TIPHYS_TELEMETRY=otlp is set; TIPHYS_TELEMETRY=off overrules both. The SDK is loaded only then: it takes 60 ms.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const otlp = wanted(options.env);
  if (!otlp && options.prometheus !== true) return silent;
  const { startSdk } = await import('./open-telemetry-sdk.ts');
  return startSdk({ ...options, otlp });
}

/** Telemetry whose spans a test can read. */
export async function recordingTelemetry(service: string): Promise<Telemetry & RecordedSpans> {
  const { InMemorySpanExporter } = await import('@opentelemetry/sdk-trace');
  const { startSdk } = await import('./open-telemetry-sdk.ts');
  const exporter = new InMemorySpanExporter();
  const telemetry = await startSdk({ service, env: {}, otlp: false, prometheus: true, exporter });
  return { ...telemetry, finished: () => exporter.getFinishedSpans() };
}

function wanted(env: Environment): boolean {
  const choice = env.TIPHYS_TELEMETRY ?? '';
  if (choice === 'off') return false;
  const endpoints = ['', 'TRACES_', 'METRICS_'].map(
    (signal) => env[`OTEL_EXPORTER_OTLP_${signal}ENDPOINT`] ?? '',
  );
  return choice === 'otlp' || endpoints.some((endpoint) => endpoint !== '');
}
