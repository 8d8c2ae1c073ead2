import { evaluateWhen } from '@tiphys/expression';
import type { Prometheus } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import type { MetricSample } from '../events.ts';
import { metricScope, workflowMetricScope } from '../scope/metric-scope.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute, substituteAll } from '../scope/substitution.ts';
import { type DeepReadonly, isFulfilled, type NodeState } from '../state.ts';

/** Variables of which a realtime gauge may have one, and whose they are. */
type RealtimeValues = ReadonlyMap<string, Realtime>;

interface Realtime {
  /** Milliseconds since 1970. */
  since: number;
  /** Seconds; undefined while it goes on. */
  ended: number | undefined;
}

/** Tells Prometheus of a node that has begun: realtime gauges only (Argo's computeMetrics). */
export function emitMetricsAtStart(decision: Decision, nodeId: string): void {
  const node = decision.node(nodeId);
  emitOfNode(decision, node, true);
}

/** Tells Prometheus of a node that has ended. Nodes that never ran a template have nothing to tell. */
export function emitMetricsAtEnd(decision: Decision, node: NodeState): void {
  if (node.type === 'Skipped' || !isFulfilled(node.phase)) return;
  emitOfNode(decision, node, false);
}

/** Tells Prometheus of the workflow, when it begins and when it has ended. */
export function emitWorkflowMetrics(decision: Decision): void {
  const { state } = decision;
  const metrics = state.workflow.spec.metrics?.prometheus ?? [];
  if (metrics.length === 0 || state.startedAt === 0) return;
  const ended = state.finishedAt !== 0;
  const values: RealtimeValues = new Map(
    ['duration', 'workflow.duration'].map((name) => [name, lasted(state.startedAt, state.finishedAt)]),
  );
  emit(decision, metrics, { scope: workflowMetricScope(decision), values, realtimeOnly: !ended });
}

function emitOfNode(decision: Decision, node: NodeState, realtimeOnly: boolean): void {
  const metrics = templateOf(decision.state, node)?.metrics?.prometheus ?? [];
  if (metrics.length === 0) return;
  const { startedAt, finishedAt } = decision.state;
  const values: RealtimeValues = new Map([
    ['duration', lasted(node.startedAt, node.finishedAt)],
    ['workflow.duration', lasted(startedAt, finishedAt)],
  ]);
  emit(decision, metrics, { scope: metricScope(decision, node), values, realtimeOnly });
}

function lasted(since: number, until: number): Realtime {
  return { since, ended: until === 0 ? undefined : (until - since) / 1000 };
}

interface Emission {
  scope: Scope;
  values: RealtimeValues;
  realtimeOnly: boolean;
}

function emit(decision: Decision, metrics: DeepReadonly<Prometheus[]>, emission: Emission): void {
  const samples: MetricSample[] = [];
  const problems: string[] = [];
  for (const metric of metrics) {
    if (emission.realtimeOnly && metric.gauge?.realtime !== true) continue;
    const sample = sampleOf(metric, emission);
    if (typeof sample === 'string') problems.push(sample);
    else if (sample !== undefined) samples.push(sample);
  }
  if (samples.length > 0 || problems.length > 0) decision.emit({ type: 'metricsEmitted', samples, problems });
}

/** @returns undefined where its condition does not hold, and a text where it cannot be made. */
function sampleOf(
  metric: DeepReadonly<Prometheus>,
  { scope, values }: Emission,
): MetricSample | string | undefined {
  const { name, help = '', labels = [], when = '', gauge, histogram, counter } = metric;
  if (help === '') return `metric '${name}' must contain a help string under 'help: ' field`;
  const filled = substituteAll({ name, help, labels, when }, scope, 'complete');
  if (!filled.ok) return `unable to substitute parameters for metric '${name}': ${filled.message}`;
  if (filled.value.when !== '') {
    const holds = evaluateWhen(filled.value.when);
    if (!holds.ok) return `unable to compute 'when' clause for metric '${name}': ${holds.error.message}`;
    if (!holds.value) return undefined;
  }
  const base = {
    name: filled.value.name,
    help: filled.value.help,
    labels: filled.value.labels.map(({ key, value }) => ({ key, value })),
  };
  if (gauge?.realtime === true) return realtimeSample(base, gauge.value ?? '', values);
  const text = substitute((gauge ?? histogram ?? counter)?.value ?? '', scope, 'complete');
  if (!text.ok) return `unable to substitute parameters for metric '${name}': ${text.message}`;
  const value = Number(text.value);
  if (text.value.trim() === '' || Number.isNaN(value)) {
    return `could not construct metric '${name}': ${JSON.stringify(text.value)} is no number`;
  }
  if (counter !== undefined) return { ...base, kind: 'counter', value };
  if (histogram !== undefined)
    return { ...base, kind: 'histogram', value, buckets: [...(histogram.buckets ?? [])] };
  const operation = gauge?.operation === 'Add' || gauge?.operation === 'Sub' ? gauge.operation : 'Set';
  return { ...base, kind: 'gauge', value, operation };
}

function realtimeSample(
  base: Pick<MetricSample, 'name' | 'help' | 'labels'>,
  variable: string,
  values: RealtimeValues,
): MetricSample | string {
  const name = /^\{\{(.*)\}\}$/s.exec(variable)?.[1]?.trim();
  if (name === undefined) return 'real time metrics can only be used with metric variables';
  const value = values.get(name);
  if (value === undefined) return `'${name}' is not available as a real time metric`;
  return {
    ...base,
    kind: 'gauge',
    operation: 'Set',
    value: value.ended ?? 0,
    ...(value.ended === undefined ? { since: value.since } : {}),
  };
}
