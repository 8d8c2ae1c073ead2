import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { probeOnce } from './probe-action.ts';

const statuses = new Map([
  ['', 1],
  ['ready', 1],
  ['stopped', 2],
]);

/** As a gRPC server's health service answers; one that it does not know has the code NOT_FOUND. */
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = Buffer.concat(parts);
    const status = statuses.get(body.subarray(7).toString('utf8'));
    assert.equal(body.readUInt32BE(1), body.length - 5);
    assert.equal(request.url, '/grpc.health.v1.Health/Check');
    response.writeHead(200, { 'content-type': 'application/grpc' });
    response.addTrailers({ 'grpc-status': status === undefined ? '5' : '0' });
    response.end(Buffer.from(status === undefined ? [] : [0, 0, 0, 0, 2, 8, status]));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());

function asked(service: string | undefined, port = (server.address() as AddressInfo).port): Promise<boolean> {
  const target = { address: async () => '127.0.0.1', ports: [], exec: async () => 1 };
  const grpc = { port, ...(service === undefined ? {} : { service }) };
  return probeOnce({ grpc, timeoutSeconds: 5 }, target, new AbortController().signal);
}

for (const [service, serves] of [
  [undefined, true],
  ['ready', true],
  ['stopped', false],
  ['nobody', false],
] as const) {
  test(`grpc: ${service ?? 'the server'} is ${serves ? 'there' : 'not there'}`, async () =>
    assert.equal(await asked(service), serves));
}

test('grpc: nobody listens', async () => assert.equal(await asked('', 1), false));
