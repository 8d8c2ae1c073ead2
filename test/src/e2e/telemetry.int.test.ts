import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testDirectory } from '@tiphys/testkit';
import { eventually } from '../fleet/eventually.ts';
import { FileGates } from '../fleet/file-gates.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { gatedWorkflow } from '../fleet/gated-workflow.ts';
import { TraceCollector } from '../fleet/trace-collector.ts';

const SERVICES = ['tiphys-api', 'tiphys-executor', 'tiphys-scheduler', 'tiphys-status'];

const collector = await TraceCollector.start();
const fleet = await startFleet({
  runtime: 'process',
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100' },
});
after(() => collector.close());

test('one trace leads from the submission to the last projection, through all four services', async () => {
  const name = 'traced';
  const gates = new FileGates(testDirectory());
  await fleet.client.createWorkflow(NAMESPACE, gatedWorkflow(name, undefined, { gates, image: 'none' }));
  const { metadata } = await fleet.watch.finished(name);
  const version = Number(metadata.resourceVersion);
  const last = await eventually('the last projection is told of', () =>
    collector.spans.find(
      (span) => span.name === 'status project' && span.attributes.get('tiphys.version') === version,
    ),
  );
  const created = collector.spans.find((span) => span.name === 'workflow.WorkflowService/CreateWorkflow');
  assert.equal(created?.traceId, last.traceId);
  assert.equal(created?.parentSpanId, '', 'it begins with the submission');

  const trace = (): Map<string, (typeof collector.spans)[number]> =>
    new Map(
      collector.spans.filter((span) => span.traceId === last.traceId).map((span) => [span.spanId, span]),
    );
  // Each service sends what it has in its own time.
  await eventually(
    'every span has its parent',
    () =>
      [...trace().values()].every((span) => span === created || trace().has(span.parentSpanId)) || undefined,
  );
  const spans = [...trace().values()];
  assert.deepEqual([...new Set(spans.map(({ service }) => service))].sort(), SERVICES);
  const runs = spans.filter((span) => span.name === 'executor run');
  assert.equal(runs.length, 3, 'a task and two handlers');
  const ofScheduler = new Set(
    spans.filter((one) => one.service === 'tiphys-scheduler').map(({ name }) => name),
  );
  assert.deepEqual([...ofScheduler].sort(), [
    'scheduler claimAttempt',
    'scheduler createWorkflow',
    'scheduler finishAttempt',
  ]);
  const projected = spans
    .filter((span) => span.name === 'status project')
    .map((span) => Number(span.attributes.get('tiphys.version')));
  assert.deepEqual(
    projected.toSorted((a, b) => a - b),
    Array.from({ length: version }, (_, n) => n + 1),
    'every transition is in it, up to its projection',
  );
  const lines = fleet.service('executor').takeLog().split('\n');
  const ended = lines.filter((line) => line.includes('an attempt has ended')).map((line) => JSON.parse(line));
  assert.deepEqual(
    ended.map(({ traceId }) => traceId),
    runs.map(({ traceId }) => traceId),
    'and the lines of the logs name it',
  );
});

test('metrics are pushed, and are there for Prometheus', async () => {
  await fleet.service('executor').stop();
  assert.ok(collector.paths.includes('/v1/metrics'), 'what was counted is sent at the end');
  const metrics = await fleet.service('scheduler').metrics();
  assert.match(metrics, /^tiphys_scheduler_commands_total\{[^}]*command="createWorkflow"[^}]*\} 1$/m);
});
