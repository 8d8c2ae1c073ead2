import {
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  MetricReader,
} from '@opentelemetry/sdk-metrics';

/** Collects when it is asked, and only then. */
export class PullReader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** Prometheus' text format 0.0.4; names as OpenTelemetry's compatibility rules have them. */
export function prometheusText(collected: CollectionResult): string {
  const metrics = collected.resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics.map(metricText).join('');
}

function metricText(metric: MetricData): string {
  const counts = metric.dataPointType === DataPointType.SUM && metric.isMonotonic;
  const name = prometheusName(metric.descriptor.name, metric.descriptor.unit) + (counts ? '_total' : '');
  const type = typeName(metric, counts);
  if (type === undefined) return '';
  const lines = [`# HELP ${name} ${escapeHelp(metric.descriptor.description)}`, `# TYPE ${name} ${type}`];
  for (const point of metric.dataPoints)
    lines.push(...pointLines(name, point as DataPoint<number | Histogram>));
  return `${lines.join('\n')}\n`;
}

function typeName(metric: MetricData, counts: boolean): string | undefined {
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) return undefined;
  return counts ? 'counter' : 'gauge';
}

function pointLines(name: string, point: DataPoint<number | Histogram>): string[] {
  const labels = Object.entries(point.attributes).map(([key, value]) => label(key, String(value)));
  const { value } = point;
  if (typeof value === 'number') return [`${name}${braces(labels)} ${value}`];
  let cumulative = 0;
  const buckets = value.buckets.counts.map((count, index) => {
    cumulative += count;
    const bound = value.buckets.boundaries[index];
    const le = label('le', bound === undefined ? '+Inf' : String(bound));
    return `${name}_bucket${braces([...labels, le])} ${cumulative}`;
  });
  return [
    ...buckets,
    `${name}_sum${braces(labels)} ${value.sum ?? 0}`,
    `${name}_count${braces(labels)} ${value.count}`,
  ];
}

const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', '_seconds'],
  ['ms', '_milliseconds'],
  ['By', '_bytes'],
]);

function prometheusName(name: string, unit: string): string {
  return name.replace(/[^a-zA-Z0-9_:]/g, '_') + (UNIT_WORDS.get(unit) ?? '');
}

function label(name: string, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name.replace(/[^a-zA-Z0-9_]/g, '_')}="${escaped}"`;
}

function braces(labels: readonly string[]): string {
  return labels.length === 0 ? '' : `{${labels.join(',')}}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
