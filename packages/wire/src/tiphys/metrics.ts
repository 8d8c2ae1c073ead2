import type { MetricSample, MetricsEmitted } from '@tiphys/engine';
import type { MetricsEmitted as MetricsEmittedMessage } from '../gen/tiphys/v1/history.ts';
import { closedSet, oneOf, withoutUndefined } from './decoding.ts';

const KINDS = closedSet<MetricSample['kind']>({ counter: true, gauge: true, histogram: true });
const OPERATIONS = closedSet<NonNullable<MetricSample['operation']>>({ Set: true, Add: true, Sub: true });

export function metricsEmittedTo({ samples, problems }: MetricsEmitted): MetricsEmittedMessage {
  return {
    samples: samples.map(({ operation, since, buckets = [], ...sample }) => ({
      ...sample,
      buckets,
      operation,
      since,
    })),
    problems,
  };
}

/** @throws WireError where a word is none of those that are known. */
export function metricsEmittedFrom({
  samples,
  problems,
}: MetricsEmittedMessage): Omit<MetricsEmitted, 'type'> {
  return {
    samples: samples.map(({ buckets, ...sample }): MetricSample => {
      const kind = oneOf(KINDS, sample.kind, 'metricsEmitted.kind');
      const { operation } = sample;
      return withoutUndefined({
        ...sample,
        kind,
        operation:
          operation === undefined ? undefined : oneOf(OPERATIONS, operation, 'metricsEmitted.operation'),
        buckets: kind === 'histogram' ? buckets : undefined,
      });
    }),
    problems,
  };
}
