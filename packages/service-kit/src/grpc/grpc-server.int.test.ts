import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import {
  Client,
  type ClientReadableStream,
  credentials,
  type ServiceError as GrpcError,
  loadPackageDefinition,
  Metadata,
  makeGenericClientConstructor,
  type ServiceDefinition,
  status,
} from '@grpc/grpc-js';
import { jsonLogger } from '../json-logger.ts';
import { silentLogger } from '../logger.ts';
import { ServiceError } from '../service-error.ts';
import { recordingTelemetry } from '../telemetry/telemetry.ts';
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from './grpc-server.ts';
import { type CallContext, grpcService, type ServiceMethods } from './grpc-service.ts';

interface Message {
  text: string;
}

const encode = (value: Message): Buffer => Buffer.from(JSON.stringify(value));
const decode = (bytes: Buffer): Message => JSON.parse(String(bytes));
const codec = {
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
};
const definition = {
  say: {
    path: '/test.Echo/Say' as const,
    requestStream: false as const,
    responseStream: false as const,
    ...codec,
  },
  repeat: {
    path: '/test.Echo/Repeat' as const,
    requestStream: false as const,
    responseStream: true as const,
    ...codec,
  },
  later: {
    path: '/test.Echo/Later' as const,
    requestStream: false as const,
    responseStream: false as const,
    ...codec,
  },
} as const;

interface EchoClient {
  say(
    request: Message,
    metadata: Metadata,
    options: object,
    done: (error: GrpcError | null, answer?: Message) => void,
  ): void;
  repeat(request: Message): ClientReadableStream<Message>;
  later(request: Message, done: (error: GrpcError | null) => void): void;
  close(): void;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(
  methods: ServiceMethods<typeof definition>,
  options: Partial<GrpcServerOptions> = {},
): Promise<{ server: GrpcServer; client: EchoClient }> {
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [grpcService(definition, methods)],
    logger: silentLogger,
    ...options,
  });
  const Client = makeGenericClientConstructor(definition as unknown as ServiceDefinition, 'Echo');
  const client = new Client(server.address, credentials.createInsecure()) as unknown as EchoClient;
  closers.push(
    () => server.stop(0),
    () => client.close(),
  );
  return { server, client };
}

function say(client: EchoClient, text: string, metadata = new Metadata(), options = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    client.say({ text }, metadata, options, (error, answer) =>
      error === null ? resolve(answer?.text ?? '') : reject(error),
    );
  });
}

const rejectedWith =
  (code: status, details: RegExp) =>
  (error: unknown): boolean => {
    assert.equal((error as GrpcError).code, code);
    assert.match((error as GrpcError).details, details);
    return true;
  };

test('an answer, a refusal, an error that nobody expected, a method that is not there', async () => {
  const lines: string[] = [];
  const { client } = await serve(
    {
      say: async ({ text }) => {
        if (text === 'no')
          throw Object.assign(new Error('spec.entrypoint: missing'), { code: 'invalid_argument' });
        if (text === 'bug') throw new Error('undefined is not a function');
        return { text: `${text}!` };
      },
    },
    { logger: jsonLogger({ service: 'echo', stream: { write: (line) => lines.push(line) } }) },
  );
  assert.equal(await say(client, 'ahoy'), 'ahoy!');
  await assert.rejects(
    say(client, 'no'),
    rejectedWith(status.INVALID_ARGUMENT, /^spec\.entrypoint: missing$/),
  );
  assert.deepEqual(lines, [], 'a refusal is no error of ours');
  await assert.rejects(say(client, 'bug'), rejectedWith(status.INTERNAL, /^internal error, see the log$/));
  assert.match(lines.join(''), /"error":\{"name":"Error","message":"undefined is not a function"/);
  const missing = new Promise((_, reject) => client.later({ text: '' }, reject));
  await assert.rejects(missing, rejectedWith(status.UNIMPLEMENTED, /does not implement the method later/));
});

test('bytes that are no request are the fault of who sent them', async () => {
  const { server } = await serve({ say: async ({ text }) => ({ text }) });
  const raw = new Client(server.address, credentials.createInsecure());
  closers.push(() => raw.close());
  const asked = new Promise((_, reject) => {
    raw.makeUnaryRequest('/test.Echo/Say', (bytes: Buffer) => bytes, decode, Buffer.from('{'), reject);
  });
  await assert.rejects(asked, rejectedWith(status.INVALID_ARGUMENT, /^the request cannot be read: .*JSON/));
});

test('a message that is too large is refused, a large answer is not', async () => {
  const { client } = await serve(
    { say: async () => ({ text: 'x'.repeat(3_000_000) }) },
    { maxMessageBytes: 1000 },
  );
  assert.equal((await say(client, 'small')).length, 3_000_000);
  await assert.rejects(
    say(client, 'y'.repeat(1001)),
    rejectedWith(status.RESOURCE_EXHAUSTED, /larger than max/),
  );
});

test('a stream: in order, no faster than it is read, ended when the client goes', async () => {
  let sent = 0;
  const seen = Promise.withResolvers<CallContext>();
  const { client } = await serve({
    repeat: async function* ({ text }, context) {
      seen.resolve(context);
      while (!context.signal.aborted) {
        yield { text: `${text}${sent}`.padEnd(10_000) };
        sent += 1;
      }
    },
  });
  const stream = client.repeat({ text: 'n' });
  stream.on('error', () => {});
  const received: string[] = [];
  for await (const message of stream) {
    received.push((message as Message).text.trim());
    if (received.length === 50) break;
  }
  stream.cancel();
  assert.deepEqual(
    received,
    Array.from({ length: 50 }, (_, index) => `n${index}`),
  );
  const { signal } = await seen.promise;
  if (!signal.aborted) await once(signal, 'abort');
  assert.ok(sent < 2000, `${sent} messages were made for one that reads 50`);
});

test('a stream that fails tells why, after what it sent', async () => {
  const { client } = await serve({
    repeat: async function* () {
      yield { text: 'one' };
      throw Object.assign(new Error('purged'), { code: 'history_gone' });
    },
  });
  const received: string[] = [];
  await assert.rejects(
    async () => {
      for await (const message of client.repeat({ text: '' })) received.push((message as Message).text);
    },
    rejectedWith(status.NOT_FOUND, /^purged$/),
  );
  assert.deepEqual(received, ['one']);
});

test('stopping: streams are told to come again, calls under way are answered', async () => {
  const entered = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { server, client } = await serve({
    say: async ({ text }) => {
      entered.resolve();
      await release.promise;
      return { text };
    },
    repeat: async function* (_, { signal }) {
      yield { text: 'first' };
      if (!signal.aborted) await once(signal, 'abort');
    },
  });
  const stream = client.repeat({ text: '' });
  await once(stream, 'data');
  const ended = once(stream, 'error');
  const answer = say(client, 'under way');
  await entered.promise;
  const stopped = server.stop();
  const [error] = await ended;
  rejectedWith(status.UNAVAILABLE, /being stopped, connect again/)(error);
  release.resolve();
  assert.equal(await answer, 'under way');
  await stopped;
  await assert.rejects(say(client, 'late'), rejectedWith(status.UNAVAILABLE, /./));
});

test('a deadline aborts the call', async () => {
  const aborted = Promise.withResolvers<void>();
  const { client } = await serve({
    say: async ({ text }, { signal }) => {
      await once(signal, 'abort');
      aborted.resolve();
      return { text };
    },
  });
  await assert.rejects(
    say(client, 'slow', new Metadata(), { deadline: Date.now() + 100 }),
    rejectedWith(status.DEADLINE_EXCEEDED, /./),
  );
  await aborted.promise;
});

test('a call is a span of the trace that came with it', async () => {
  const telemetry = await recordingTelemetry('echo');
  after(() => telemetry.stop());
  const { client } = await serve(
    { say: async (_, { traceparent }) => ({ text: traceparent }) },
    { tracer: telemetry.tracer, metrics: telemetry.metrics },
  );
  const metadata = new Metadata();
  metadata.set('traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  const inner = await say(client, '', metadata);
  const [span] = telemetry.finished();
  assert.equal(span?.name, 'test.Echo/Say');
  assert.equal(span?.parentSpanContext?.spanId, 'b'.repeat(16));
  assert.equal(inner, `00-${'a'.repeat(32)}-${span?.spanContext().spanId}-01`);
  assert.match(
    (await telemetry.prometheusText?.()) ?? '',
    /rpc_server_call_duration_seconds_count\{method="test\.Echo\/Say",status="OK"\} 1/,
  );
});

test('a port that is taken, an address that is none', async () => {
  const { server } = await serve({});
  const second = startGrpcServer({ address: server.address, services: [], logger: silentLogger });
  await assert.rejects(second, (error) => {
    assert.ok(error instanceof ServiceError);
    assert.equal(error.code, 'port_taken');
    assert.match(error.message, new RegExp(`^port ${server.port} is taken: .+choose another address$`));
    return true;
  });
});

// biome-ignore lint/suspicious/noExplicitAny: clients that proto-loader makes at run time have no types.
type DynamicClient = any;

function dynamicClient(address: string, protoFile: string, path: readonly string[]): DynamicClient {
  const loader = createRequire(createRequire(import.meta.url).resolve('@grpc/reflection'))(
    '@grpc/proto-loader',
  );
  let found: DynamicClient = loadPackageDefinition(loader.loadSync(protoFile));
  for (const name of path) found = found[name];
  const client = new found(address, credentials.createInsecure());
  closers.push(() => client.close());
  return client;
}

const NOT_SERVING = { status: 2 };

test('health: follows the checks', async () => {
  let problem: string | undefined = 'not connected';
  const { server } = await serve({}, { checks: [{ name: 'nats', problem: () => problem }] });
  const { protoPath } = createRequire(import.meta.url)('grpc-health-check') as { protoPath: string };
  const client = dynamicClient(server.address, protoPath, ['grpc', 'health', 'v1', 'Health']);
  const watch = client.watch({ service: 'test.Echo' });
  watch.on('error', () => {});
  assert.deepEqual((await once(watch, 'data'))[0], NOT_SERVING);
  problem = undefined;
  assert.deepEqual((await once(watch, 'data'))[0], { status: 1 });
  const stopped = server.stop(1000);
  assert.deepEqual((await once(watch, 'data'))[0], NOT_SERVING);
  watch.cancel();
  await stopped;
});

test('reflection: services by name, files by symbol', async () => {
  const root = join(import.meta.dirname, '../../../..');
  const descriptorSet = execFileSync(
    join(root, 'node_modules/.bin/buf'),
    ['build', '--as-file-descriptor-set', '-o', '-'],
    {
      cwd: root,
      maxBuffer: 64 << 20,
    },
  );
  const workflows = {
    getWorkflow: { ...definition.say, path: '/workflow.WorkflowService/GetWorkflow' },
  };
  const { server } = await serve({}, { descriptorSet, services: [grpcService(workflows, {})] });
  const build = createRequire(import.meta.url).resolve('@grpc/reflection');
  const proto = join(build, '../../proto/grpc/reflection/v1/reflection.proto');
  const client = dynamicClient(server.address, proto, ['grpc', 'reflection', 'v1', 'ServerReflection']);
  const ask = async (request: object): Promise<DynamicClient> => {
    const call = client.serverReflectionInfo();
    // The client is closed before the server has ended the stream.
    call.on('error', () => {});
    call.write(request);
    const [answer] = await once(call, 'data');
    call.end();
    return answer;
  };
  const listed = await ask({ listServices: '' });
  assert.deepEqual(listed.listServicesResponse.service.map((one: { name: string }) => one.name).sort(), [
    'grpc.health.v1.Health',
    'workflow.WorkflowService',
  ]);
  for (const symbol of ['workflow.WorkflowService', 'grpc.health.v1.HealthCheckRequest']) {
    const file = await ask({ fileContainingSymbol: symbol });
    assert.ok(file.fileDescriptorResponse.fileDescriptorProto.length > 0, symbol);
  }
});
