import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { Probe } from '@tiphys/spec';
import type { ProbeTarget } from './probe-action.ts';
import { untilReady } from './until-ready.ts';

/** How many milliseconds of the clock pass until it is ready; undefined: it is not in ten minutes. */
async function readyAfter(
  probe: Probe,
  target: Partial<ProbeTarget>,
  failures?: number,
): Promise<number | undefined> {
  const clock = new VirtualClock();
  const began = clock.now();
  const stop = new AbortController();
  const known = { address: async () => undefined, ports: [], exec: async () => 0, ...target };
  let at: number | undefined;
  const done = untilReady(probe, { target: known, clock, since: began }, stop.signal, failures).then(
    () => {
      at = clock.now() - began;
    },
    () => undefined,
  );
  for (let tries = 0; at === undefined && clock.now() - began < 600_000 && tries < 500; tries += 1) {
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 20))]);
    if (at === undefined) clock.fireNext();
  }
  stop.abort();
  await done;
  return at;
}

async function serving<T>(statuses: number[], use: (port: number) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => {
    response.statusCode = statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200);
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

test('httpGet: ready with a status from 200 to 399, asked for every period after the first delay', async () => {
  const probe = (port: number | string) => ({
    httpGet: { port, path: 'ping' },
    initialDelaySeconds: 5,
    periodSeconds: 3,
  });
  assert.equal(await serving([503, 404, 302], (port) => readyAfter(probe(port), {})), 11_000);
  const named = await serving([200], (port) =>
    readyAfter(probe('http'), { ports: [{ name: 'http', containerPort: port }] }),
  );
  assert.equal(named, 5_000);
});

test('tcpSocket: ready once somebody listens', async () => {
  assert.equal(await serving([200], (port) => readyAfter({ tcpSocket: { port } }, {})), 0);
  assert.equal(await readyAfter({ tcpSocket: { port: 1 } }, {}), undefined);
  assert.equal(await readyAfter({ tcpSocket: { port: 'nobody' } }, {}), undefined);
});

test('exec: as often in a row as the threshold says', async () => {
  const codes = [0, 1, 0, 0, 0];
  const commands: string[] = [];
  const exec: ProbeTarget['exec'] = async (command) => {
    commands.push(command.join(' '));
    return codes.shift() ?? 1;
  };
  const probe = { exec: { command: ['test', '-f', '/up'] }, periodSeconds: 1, successThreshold: 2 };
  assert.equal(await readyAfter(probe, { exec }), 3_000);
  assert.deepEqual(commands, Array(4).fill('test -f /up'));
});

test('who waits for so many failures in a row only gives up then', async () => {
  const codes = [1, 0, 1, 1, 1];
  const exec = async (): Promise<number> => codes.shift() ?? 0;
  const probe = { exec: { command: ['up'] }, periodSeconds: 1, successThreshold: 2 };
  assert.equal(await readyAfter(probe, { exec }, 3), 4_000);
});
