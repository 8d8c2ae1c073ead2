import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startTelemetry } from './telemetry.ts';

test('traces and metrics reach a collector', async () => {
  const received = new Map<string, Buffer>();
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.set(request.url ?? '', Buffer.concat(chunks));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as { port: number };
  // The exporters read it by themselves, as every program with OpenTelemetry does.
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${port}`;
  const telemetry = await startTelemetry({ service: 'tiphys-api', version: '0.1.0', env: process.env });
  assert.equal(telemetry.on, true);
  await telemetry.tracer.span('submit', '', async () => {});
  telemetry.metrics.counter('tiphys.api.created', { description: 'created', unit: '1' }).add(1);
  await telemetry.stop();
  collector.closeAllConnections();
  collector.close();
  assert.deepEqual([...received.keys()].sort(), ['/v1/metrics', '/v1/traces']);
  const traces = String(received.get('/v1/traces'));
  assert.ok(traces.includes('submit') && traces.includes('tiphys-api'), traces);
  assert.ok(String(received.get('/v1/metrics')).includes('tiphys.api.created'));
});

test('a collector that is not there keeps nobody from ending', async () => {
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:1';
  process.env.OTEL_EXPORTER_OTLP_TIMEOUT = '500';
  const telemetry = await startTelemetry({ service: 'tiphys-api', env: process.env });
  await telemetry.tracer.span('submit', '', async () => {});
  await telemetry.stop();
});
