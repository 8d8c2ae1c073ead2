import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { passingTracer } from '../tracer.ts';
import { openTelemetryMetrics } from './open-telemetry-metrics.ts';
import { openTelemetryTracer } from './open-telemetry-tracer.ts';
import { PullReader, prometheusText } from './prometheus-text.ts';
import type { Telemetry, TelemetryOptions } from './telemetry.ts';

const EXPORT_INTERVAL_MS = 10_000;

/**
 * Providers of this service's own, none global: in standalone use four services share a process. Only the context
 * manager is global; it knows no service.
 */
export async function startSdk(
  options: TelemetryOptions & { otlp: boolean; exporter?: SpanExporter },
): Promise<Telemetry> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const resource = resourceOf(options);
  const spans = await spanProcessor(options);
  const tracers = spans === undefined ? undefined : new TracerProvider({ resource, spanProcessors: [spans] });
  const pull = options.prometheus === true ? new PullReader() : undefined;
  const readers: IMetricReader[] = [...(pull === undefined ? [] : [pull]), ...(await pushReaders(options))];
  const meters = new MeterProvider({ resource, readers });
  return {
    on: true,
    tracer: tracers === undefined ? passingTracer : openTelemetryTracer(tracers.getTracer('tiphys')),
    metrics: openTelemetryMetrics(meters.getMeter('tiphys')),
    ...(pull === undefined ? {} : { prometheusText: async () => prometheusText(await pull.collect()) }),
    stop: async () => {
      await Promise.allSettled([tracers?.shutdown(), meters.shutdown()]);
    },
  };
}

function resourceOf(options: TelemetryOptions): Resource {
  const attributes = {
    'service.name': options.service,
    'service.namespace': 'tiphys',
    'process.pid': process.pid,
    ...(options.version === undefined ? {} : { 'service.version': options.version }),
  };
  return defaultResource().merge(resourceFromAttributes(attributes));
}

async function spanProcessor(options: {
  otlp: boolean;
  exporter?: SpanExporter;
}): Promise<SpanProcessor | undefined> {
  if (options.exporter !== undefined) return new SimpleSpanProcessor({ exporter: options.exporter });
  if (!options.otlp) return undefined;
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter() });
}

async function pushReaders(options: { otlp: boolean }): Promise<IMetricReader[]> {
  if (!options.otlp) return [];
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  return [
    new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(),
      exportIntervalMillis: EXPORT_INTERVAL_MS,
    }),
  ];
}
