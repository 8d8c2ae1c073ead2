import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { credentials, type ServiceError, status } from '@grpc/grpc-js';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import {
  passingTracer,
  type RunningService,
  readConfig,
  readinessProblems,
  retryWithBackoff,
  silentLogger,
  silentMetrics,
} from '@tiphys/service-kit';
import { ownNats, ownPostgres } from '@tiphys/testkit';
import { type GetWorkflowRequest, type GetWorkflowResponse, StatusServiceClient } from '@tiphys/wire/tiphys';
import { STATUS_VARIABLES, startStatus } from './start.ts';
import { HistoryWriter } from './testing/history-writer.ts';
import { linesOf, linesUntil, versionOf } from './testing/watch-lines.ts';

const nats = await ownNats();
const postgres = await ownPostgres();
const broker = connectJetStream({
  servers: nats.url,
  name: 'test',
  logger: silentLogger,
  requestTimeoutMs: 30_000,
});
after(() => broker.close());
const writer = new HistoryWriter(broker.history);

const environment = {
  TIPHYS_NATS_URL: nats.url,
  TIPHYS_POSTGRES_URL: postgres.url,
  TIPHYS_STATUS_ADDRESS: '127.0.0.1:0',
};

function start(): Promise<RunningService> {
  const context = { logger: silentLogger, tracer: passingTracer, metrics: silentMetrics };
  return startStatus(readConfig(environment, STATUS_VARIABLES), context);
}

/** Readiness is asked for, as by an orchestrator. */
async function becomes(service: RunningService, isSo: (problems: string) => boolean): Promise<void> {
  await retryWithBackoff(
    { clock: systemClock, maxMs: 200, attempts: 300, isRetryable: () => true },
    async () => {
      const problems = readinessProblems(service.checks).join('; ');
      assert.ok(isSo(problems), problems);
    },
  );
}

function watch(client: StatusServiceClient, sinceVersion: number) {
  return client.watchWorkflows({ namespace: 'argo', labelSelector: '', fieldSelector: '', sinceVersion });
}

test('a broker and a database that are down at start are waited for, and readiness says so', async () => {
  await Promise.all([nats.stop(), postgres.stop()]);
  const service = await start();
  try {
    await becomes(service, (problems) => /nats/.test(problems) && /TIPHYS_POSTGRES_URL/.test(problems));
    await postgres.restart();
    await becomes(service, (problems) => /nats/.test(problems) && !/postgres/.test(problems));
    await nats.restart();
    await becomes(service, (problems) => problems === '');
  } finally {
    await service.stop();
    await service.stop();
  }
});

test('a broker that is killed under a watch: nothing is missed, nothing repeated', async () => {
  const service = await start();
  const client = new StatusServiceClient(service.address ?? '', credentials.createInsecure());
  try {
    await becomes(service, (problems) => problems === '');
    await writer.create('a');
    const since = writer.version;
    const told = linesUntil(watch(client, since), since + 40);
    for (let index = 0; index < 20; index += 1) await writer.task('a', `before${index}`);
    await nats.kill();
    await nats.restart();
    for (let index = 0; index < 20; index += 1) await writer.task('a', `after${index}`);
    const expected = writer.written.filter(({ version }) => version > since);
    assert.deepEqual(
      await told,
      expected.map(({ version }) => `MODIFIED a@${version}`),
    );
  } finally {
    client.close();
    await service.stop();
  }
});

test('what a killed database had not kept yet is projected again, though nothing new comes', async () => {
  const service = await start();
  const client = new StatusServiceClient(service.address ?? '', credentials.createInsecure());
  const read = (uid: string, minVersion: number): Promise<GetWorkflowResponse> =>
    retryWithBackoff({ clock: systemClock, maxMs: 200, attempts: 300, isRetryable: isUnavailable }, () =>
      promisify<GetWorkflowRequest, GetWorkflowResponse>(client.getWorkflow.bind(client))({
        uid,
        namespace: '',
        name: '',
        minVersion,
        liveOnly: false,
      }),
    );
  try {
    await becomes(service, (problems) => problems === '');
    for (let round = 0; round < 4; round += 1) {
      const name = `kept-${round}`;
      await writer.create(name);
      for (let index = 0; index < 5; index += 1) await writer.task(name, `${name}-t${index}`);
      const { version } = writer;
      assert.equal((await read(`uid-${name}`, version)).version, version);
      await postgres.kill();
      await postgres.restart();
      assert.equal((await read(`uid-${name}`, version)).version, version, `round ${round}`);
    }
  } finally {
    client.close();
    await service.stop();
  }
});

function isUnavailable(error: unknown): boolean {
  return (error as ServiceError).code === status.UNAVAILABLE;
}

/** The service as a process of its own. */
async function startProcess(port: string): Promise<{ process: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, ...environment, TIPHYS_STATUS_ADDRESS: `127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /"address":"([^"]+)"/.exec(line)?.[1];
    if (address !== undefined) return { process: child, address };
  }
  throw new Error('the process ended before it was ready');
}

test('the process is killed under a watch, which goes on with the next one', async () => {
  await writer.create('b');
  const since = writer.version;
  const first = await startProcess('0');
  const client = new StatusServiceClient(first.address, credentials.createInsecure());
  let running = first.process;
  try {
    for (let index = 0; index < 10; index += 1) await writer.task('b', `t${index}`);
    const lines: string[] = [];
    // The stream breaks with the process: an error that is awaited for.
    const cut = assert.rejects(async () => {
      for await (const line of linesOf(watch(client, since))) {
        lines.push(line);
        if (lines.length === 5) running.kill('SIGKILL');
      }
    });
    await cut;
    for (let index = 10; index < 20; index += 1) await writer.task('b', `t${index}`);
    running = (await startProcess(first.address.split(':')[1] ?? '')).process;
    const resumed = client.watchWorkflows({
      namespace: 'argo',
      labelSelector: '',
      fieldSelector: '',
      sinceVersion: versionOf(lines.at(-1) ?? ''),
    });
    lines.push(...(await linesUntil(resumed, writer.version)));
    const expected = writer.written.filter(({ version }) => version > since);
    assert.deepEqual(
      lines,
      expected.map(({ version }) => `MODIFIED b@${version}`),
    );
    running.kill('SIGTERM');
    assert.deepEqual(await once(running, 'exit'), [0, null]);
  } finally {
    client.close();
    first.process.kill('SIGKILL');
    running.kill('SIGKILL');
  }
});
