import type { PathSegment, Prometheus, Template } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

/** Prometheus' own rule, without the colon that it keeps for its rules. */
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Metrics of a template (Argo's validateTemplate); those of the workflow are only looked at when it runs, as there. */
export function validateMetrics(
  problems: ProblemList,
  { name, metrics }: Template,
  path: readonly PathSegment[],
): void {
  for (const [index, metric] of (metrics?.prometheus ?? []).entries()) {
    const at = [...path, 'metrics', 'prometheus', index];
    if (!NAME.test(metric.name)) {
      problems.error(
        [...at, 'name'],
        `templates.${name} metric name '${metric.name}' is invalid. Metric names must contain alphanumeric characters or '_'`,
      );
    }
    for (const { key = '' } of metric.labels ?? []) {
      if (NAME.test(key)) continue;
      problems.error(
        [...at, 'labels'],
        `metric label '${key}' is invalid: keys may only contain alphanumeric characters or '_'`,
      );
    }
    if ((metric.help ?? '') === '') {
      problems.error(
        at,
        `templates.${name} metric '${metric.name}' must contain a help string under 'help: ' field`,
      );
    }
    const fault = valueFault(metric);
    if (fault !== undefined) problems.error(at, `templates.${name} metric '${metric.name}' error: ${fault}`);
  }
}

function valueFault({ gauge, counter, histogram }: Prometheus): string | undefined {
  if (gauge !== undefined) {
    if ((gauge.value ?? '') === '') return 'missing gauge.value';
    if (gauge.realtime === true && (gauge.value ?? '').includes('resourcesDuration.')) {
      return "'resourcesDuration.*' metrics cannot be used in real-time";
    }
  }
  if (counter !== undefined && (counter.value ?? '') === '') return 'missing counter.value';
  if (histogram === undefined) return undefined;
  if ((histogram.value ?? '') === '') return 'missing histogram.value';
  const numbers = (histogram.buckets ?? []).every((bucket) => typeof bucket === 'number');
  return numbers ? undefined : 'histogram.buckets must be numbers';
}
