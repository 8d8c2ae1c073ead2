import type { Meter } from '@opentelemetry/api';
import type { Metrics } from '../metrics.ts';

/** Instruments of OpenTelemetry behind the port. */
export function openTelemetryMetrics(meter: Meter): Metrics {
  return {
    counter: (name, options) => {
      const counter = meter.createCounter(name, options);
      return { add: (value, labels) => counter.add(value, labels) };
    },
    histogram: (name, options) => {
      const histogram = meter.createHistogram(name, options);
      return { record: (value, labels) => histogram.record(value, labels) };
    },
    gauge: (name, options, read) => {
      meter.createObservableGauge(name, options).addCallback((result) => result.observe(read()));
    },
  };
}
