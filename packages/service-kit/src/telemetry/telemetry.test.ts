import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingTelemetry, startTelemetry } from './telemetry.ts';

test('off unless configured: contexts are handed on as they came', async () => {
  for (const env of [{}, { TIPHYS_TELEMETRY: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }]) {
    const telemetry = await startTelemetry({ service: 'api', env });
    assert.equal(telemetry.on, false);
    assert.equal(await telemetry.tracer.span('x', '00-a-b-01', async (own) => own), '00-a-b-01');
  }
});

test('spans of two services make one trace, inner ones by themselves', async () => {
  const api = await recordingTelemetry('api');
  const scheduler = await recordingTelemetry('scheduler');
  let travelling = '';
  await api.tracer.span('submit', '', async (own) => {
    travelling = own;
    await api.tracer.span('reserve', '', async () => {}, { name: 'a' });
  });
  await assert.rejects(
    scheduler.tracer.span('decide', travelling, async () => {
      throw Object.assign(new Error('too late'), { code: 'stale_version' });
    }),
    /too late/,
  );
  const [reserve, submit] = api.finished();
  const [decide] = scheduler.finished();
  assert.ok(reserve && submit && decide);
  assert.equal(travelling, `00-${submit.spanContext().traceId}-${submit.spanContext().spanId}-01`);
  assert.equal(reserve.parentSpanContext?.spanId, submit.spanContext().spanId);
  assert.deepEqual(reserve.attributes, { name: 'a' });
  assert.equal(decide.spanContext().traceId, submit.spanContext().traceId);
  assert.equal(decide.parentSpanContext?.spanId, submit.spanContext().spanId);
  assert.equal(decide.attributes['error.type'], 'stale_version');
  assert.equal(decide.resource.attributes['service.name'], 'scheduler');
  await Promise.all([api.stop(), scheduler.stop()]);
});

test('a text that is no context starts a new trace', async () => {
  const telemetry = await recordingTelemetry('api');
  await telemetry.tracer.span('outer', '', () => telemetry.tracer.span('inner', 'nonsense', async () => {}));
  const [inner, outer] = telemetry.finished();
  assert.notEqual(inner?.spanContext().traceId, outer?.spanContext().traceId);
  await telemetry.stop();
});

test('metrics as Prometheus reads them', async () => {
  const telemetry = await startTelemetry({ service: 'api', env: {}, prometheus: true });
  const { metrics } = telemetry;
  const handled = metrics.counter('tiphys.scheduler.commands', {
    description: 'Commands\nhandled',
    unit: '1',
  });
  handled.add(2, { type: 'create "x"' });
  handled.add(1, { type: 'stop' });
  metrics.histogram('tiphys.api.wait', { description: 'Waits', unit: 's' }).record(7);
  metrics.gauge('tiphys.status.lag', { description: 'Lag', unit: '1' }, () => 4);
  const text = (await telemetry.prometheusText?.()) ?? '';
  assert.match(
    text,
    /^# HELP tiphys_scheduler_commands_total Commands\\nhandled\n# TYPE tiphys_scheduler_commands_total counter\n/m,
  );
  assert.match(text, /^tiphys_scheduler_commands_total\{type="create \\"x\\""\} 2$/m);
  assert.match(text, /^tiphys_scheduler_commands_total\{type="stop"\} 1$/m);
  assert.match(text, /^tiphys_api_wait_seconds_bucket\{le="5"\} 0$/m);
  assert.match(text, /^tiphys_api_wait_seconds_bucket\{le="\+Inf"\} 1$/m);
  assert.match(text, /^tiphys_api_wait_seconds_sum 7$/m);
  assert.match(text, /^# TYPE tiphys_status_lag gauge\ntiphys_status_lag 4$/m);
  await telemetry.stop();
});
