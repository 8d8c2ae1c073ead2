import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type ClientReadableStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { systemClock } from '@tiphys/clock/system';
import { MemoryBroker } from '@tiphys/event-log/memory';
import { connectPostgresReadModel, type PostgresReadModel } from '@tiphys/read-model/postgres';
import { passingTracer, silentLogger, silentMetrics, startGrpcServer } from '@tiphys/service-kit';
import { ownPostgres } from '@tiphys/testkit';
import {
  type GetWorkflowResponse,
  type ListWorkflowsResponse,
  StatusServiceClient,
  type WatchWorkflowsResponse,
} from '@tiphys/wire/tiphys';
import { ArchiveReads } from './archive-reads.ts';
import { DatabaseCheck } from './database-check.ts';
import { statusService } from './grpc-status-service.ts';
import { Projector } from './projector.ts';
import { StatusReads } from './status-reads.ts';
import { HistoryWriter } from './testing/history-writer.ts';
import { linesUntil } from './testing/watch-lines.ts';
import { WatchHub } from './watch-hub.ts';

/** A status service as it is in a process, on the real PostgreSQL and gRPC; the broker is in memory. */
class Service {
  readonly store: PostgresReadModel;
  readonly check: DatabaseCheck;
  readonly projector: Projector;
  readonly #hub: WatchHub;
  readonly #broker: MemoryBroker;
  readonly #stop = new AbortController();
  #server: Awaited<ReturnType<typeof startGrpcServer>> | undefined;
  #onInterrupted: () => void = () => undefined;
  client: StatusServiceClient | undefined;

  constructor(broker: MemoryBroker, url: string) {
    this.#broker = broker;
    this.store = connectPostgresReadModel({ url, maxConnections: 4, archives: true });
    this.check = new DatabaseCheck(this.store, systemClock, silentLogger);
    this.#hub = new WatchHub(systemClock, { changes: 8, nodes: 1000 });
    this.projector = new Projector(this.#ports(), this.#hub);
  }

  async start(): Promise<void> {
    const reads = new StatusReads(this.#ports(), this.projector, this.#hub);
    this.#server = await startGrpcServer({
      address: '127.0.0.1:0',
      services: [statusService(reads, new ArchiveReads(this.store))],
      logger: silentLogger,
    });
    this.client = new StatusServiceClient(this.#server.address, credentials.createInsecure());
    void this.check.run(this.#stop.signal);
    void this.check.prepared.then(() => this.projector.run(this.#stop.signal));
  }

  /** Resolves when the projection is interrupted next. */
  interrupted(): Promise<void> {
    return new Promise((resolve) => {
      this.#onInterrupted = resolve;
    });
  }

  get(name: string, minVersion: number): Promise<GetWorkflowResponse> {
    const request = { namespace: 'argo', name, uid: '', minVersion, liveOnly: false };
    return new Promise((resolve, reject) =>
      this.client!.getWorkflow(request, (error, response) => (error ? reject(error) : resolve(response))),
    );
  }

  list(request: {
    labelSelector?: string;
    limit?: number;
    continueToken?: string;
  }): Promise<ListWorkflowsResponse> {
    const selection = {
      namespace: 'argo',
      labelSelector: '',
      fieldSelector: '',
      limit: 0,
      continueToken: '',
    };
    const whole = { ...selection, nameFilter: '', createdAfter: '', finishedBefore: '' };
    return new Promise((resolve, reject) =>
      this.client!.listWorkflows({ ...whole, includeNodes: false, ...request }, (error, response) =>
        error ? reject(error) : resolve(response),
      ),
    );
  }

  watch(sinceVersion: number, fieldSelector = ''): ClientReadableStream<WatchWorkflowsResponse> {
    return this.client!.watchWorkflows({ namespace: 'argo', labelSelector: '', fieldSelector, sinceVersion });
  }

  async end(): Promise<void> {
    this.client?.close();
    await this.#server?.stop();
    this.#stop.abort();
    await this.store.close();
  }

  #ports() {
    return {
      history: this.#broker.history,
      store: this.store,
      clock: systemClock,
      logger: { ...silentLogger, warn: () => this.#onInterrupted() },
      tracer: passingTracer,
      metrics: silentMetrics,
    };
  }
}

const broker = new MemoryBroker(systemClock);
const writer = new HistoryWriter(broker.history);
const database = await ownPostgres();
const service = new Service(broker, database.url);
await service.start();
after(() => service.end());

test('a read waits for the version, and says where there is nothing', async () => {
  await writer.create('a', { team: 'x' });
  await writer.task('a', 't1');
  const { workflow, version } = await service.get('a', writer.version);
  assert.equal(version, writer.version);
  const object = JSON.parse(workflow.toString());
  assert.deepEqual(object.status.nodes.a.children, ['t1']);
  assert.equal(object.metadata.resourceVersion, String(version));
  await assert.rejects(service.get('nobody', 0), { code: status.NOT_FOUND });
});

test('lists by page, and refusals that name what is wrong', async () => {
  await writer.create('b', { team: 'x' });
  await writer.create('c', { team: 'y' });
  await service.get('c', writer.version);
  const first = await service.list({ labelSelector: 'team in (x)', limit: 1 });
  assert.deepEqual(
    first.workflows.map((bytes) => JSON.parse(bytes.toString()).metadata.name),
    ['b'],
  );
  assert.equal(first.remaining, 1);
  const second = await service.list({
    labelSelector: 'team=x',
    limit: 1,
    continueToken: first.continueToken,
  });
  assert.deepEqual(
    second.workflows.map((bytes) => JSON.parse(bytes.toString()).metadata.name),
    ['a'],
  );
  assert.equal(second.continueToken, '');
  await assert.rejects(service.list({ labelSelector: 'a in' }), (error: ServiceError) => {
    assert.equal(error.code, status.INVALID_ARGUMENT);
    assert.match(error.details, /unable to parse label selector "a in"/);
    assert.deepEqual(error.metadata.get('tiphys-code'), ['invalid_selector']);
    return true;
  });
  await assert.rejects(service.list({ limit: 1, continueToken: 'x' }), { code: status.INVALID_ARGUMENT });
});

test('watches over gRPC: what is there, what comes, and on from any version', async () => {
  const stream = service.watch(0);
  const { version } = writer;
  await writer.change('a', 't1', 'Running');
  await writer.finish('b', 'Failed');
  await writer.delete('c');
  const lines = await linesUntil(stream, writer.version);
  // What is written while the watch opens may be in its beginning, or come after it.
  assert.equal(lines.filter((line) => line.includes(' a@')).length > 0, true);
  const again = await linesUntil(service.watch(version), writer.version);
  assert.deepEqual(again, [
    `MODIFIED a@${version + 1}`,
    `MODIFIED b@${version + 2}`,
    `DELETED c@${version + 3}`,
  ]);
  const named = await linesUntil(service.watch(1, 'metadata.name=b'), version + 2);
  assert.deepEqual(named, [`ADDED b@3`, `MODIFIED b@${version + 2}`]);
  await assert.rejects(linesUntil(service.watch(1_000_000), 1_000_001), { code: status.OUT_OF_RANGE });
});

test('PostgreSQL is killed under a watch: nothing is missed, nothing repeated, and readiness tells', async () => {
  const start = writer.version;
  const stream = service.watch(start, 'metadata.name=a');
  const told = linesUntil(stream, start + 60);
  for (let index = 0; index < 20; index += 1) await writer.task('a', `before${index}`);
  await service.get('a', writer.version);
  const interrupted = service.interrupted();
  await database.kill();
  for (let index = 0; index < 20; index += 1) await writer.task('a', `during${index}`);
  await interrupted;
  assert.match(service.projector.problem() ?? '', /interrupted: PostgreSQL does not answer/);
  await database.restart();
  for (let index = 0; index < 20; index += 1) await writer.task('a', `after${index}`);
  await service.get('a', writer.version);
  assert.equal(service.projector.problem(), undefined);
  const expected = Array.from({ length: 60 }, (_, index) => `MODIFIED a@${start + index + 1}`);
  assert.deepEqual(await told, expected);
  // The crash has emptied the table of changes: these come from the history.
  assert.deepEqual(await linesUntil(service.watch(start, 'metadata.name=a'), start + 60), expected);
});

test('two services on one database show the same, and the second may be the one that projects', async () => {
  const other = new Service(broker, database.url);
  await other.start();
  try {
    await other.check.prepared;
    const start = writer.version;
    const streams = [service.watch(start), other.watch(start)];
    await writer.create('d');
    for (let index = 0; index < 50; index += 1) await writer.task('d', `t${index}`);
    const lines = await Promise.all(streams.map((stream) => linesUntil(stream, writer.version)));
    assert.deepEqual(lines[0], lines[1]);
    assert.equal(lines[0]?.length, 51);
    const [one, two] = await Promise.all([service, other].map((each) => each.get('d', writer.version)));
    assert.deepEqual(one, two);
  } finally {
    await other.end();
  }
});
