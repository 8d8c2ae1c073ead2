import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { sharedPath } from '@tiphys/testkit';
import { InfoServiceClient, toArgoJson, WORKFLOW_TYPE, WorkflowServiceClient } from '@tiphys/wire/argo';
import { eventually } from '../fleet/eventually.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { lengthField, ProtoFields } from '../fleet/proto-fields.ts';

const fleet = await startFleet({ runtime: 'process' });

/** Calls by path, with bytes as they are: what a client of another language sends. */
const raw = new Client(fleet.apiAddress, credentials.createInsecure());
fleet.onStop(() => raw.close());

/** What argo's command line sends with every call. */
function argoMetadata(): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer not-looked-at-yet');
  return metadata;
}

function call(path: string, request: Uint8Array): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const same = (bytes: Buffer): Buffer => bytes;
  raw.makeUnaryRequest(path, same, same, Buffer.from(request), argoMetadata(), (error, answer) => {
    if (error === null) resolve(answer ?? Buffer.alloc(0));
    else reject(error);
  });
  return promise;
}

/** One answer of a stream; the stream is then ended. */
async function firstAnswer(path: string, request: Uint8Array): Promise<Buffer> {
  const same = (bytes: Buffer): Buffer => bytes;
  const stream = raw.makeBidiStreamRequest(path, same, same, argoMetadata());
  stream.on('error', () => undefined);
  stream.write(Buffer.from(request));
  const [answer] = await once(stream, 'data');
  stream.cancel();
  return answer;
}

const refused = (code: status, details: RegExp) => (error: ServiceError) => {
  assert.deepEqual([error.code, details.test(error.details)], [code, true], error.details);
  return true;
};

/** A WorkflowCreateRequest around the bytes of a Workflow. */
function createRequest(workflow: Uint8Array): Buffer {
  return Buffer.concat([lengthField(1, NAMESPACE), lengthField(2, workflow)]);
}

describe('what every gRPC tool asks', () => {
  test('health: of the server and of each service', async () => {
    // It follows readiness, a moment later.
    await fleet.client.waitForServer(30_000);
    for (const service of ['', 'workflow.WorkflowService', 'info.InfoService']) {
      const answer = await call(
        '/grpc.health.v1.Health/Check',
        service === '' ? Buffer.alloc(0) : lengthField(1, service),
      );
      assert.equal(new ProtoFields(answer).number(1), 1, `${service} is SERVING`);
    }
    await assert.rejects(
      call('/grpc.health.v1.Health/Check', lengthField(1, 'nobody')),
      refused(status.NOT_FOUND, /./),
    );
  });

  test('health: not serving while the broker is away', async () => {
    const serving = async (): Promise<number> =>
      new ProtoFields(await call('/grpc.health.v1.Health/Check', Buffer.alloc(0))).number(1);
    await fleet.nats.kill();
    await eventually('it says so', async () => ((await serving()) === 2 ? true : undefined));
    await fleet.nats.restart();
    await eventually('it serves again', async () => ((await serving()) === 1 ? true : undefined));
    await fleet.ready();
  });

  test('reflection: the services, and the files that describe them', async () => {
    for (const version of ['v1', 'v1alpha']) {
      const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
      const listed = new ProtoFields(await firstAnswer(path, lengthField(7, '')));
      const services = listed.messages(6).flatMap((list) => list.messages(1).map((one) => one.text(1)));
      assert.deepEqual(services.sort(), [
        'clusterworkflowtemplate.ClusterWorkflowTemplateService',
        'cronworkflow.CronWorkflowService',
        'grpc.health.v1.Health',
        'info.InfoService',
        'sync.SyncService',
        'workflow.WorkflowService',
        'workflowarchive.ArchivedWorkflowService',
        'workflowtemplate.WorkflowTemplateService',
      ]);
      const described = new ProtoFields(await firstAnswer(path, lengthField(4, 'workflow.WorkflowService')));
      const files = described.messages(4).flatMap((answer) => answer.messages(1).map((file) => file.text(1)));
      assert.ok(files.includes('argo/workflow.proto'), `${files}`);
    }
  });
});

describe("Argo's services", () => {
  const client = new WorkflowServiceClient(fleet.apiAddress, credentials.createInsecure());
  const info = new InfoServiceClient(fleet.apiAddress, credentials.createInsecure());
  fleet.onStop(() => {
    client.close();
    info.close();
  });

  test('watch: what is there first, as ADDED, then what changes, as argo watch asks it', async () => {
    const template = { name: 'main', container: { image: 'none', command: ['echo', 'hello'] } };
    const spec = { entrypoint: 'main', templates: [template] };
    await fleet.client.createWorkflow(NAMESPACE, { metadata: { name: 'watched' }, spec });
    const listOptions = { fieldSelector: 'metadata.name=watched', resourceVersion: '0' };
    const stream = client.watchWorkflows({ namespace: NAMESPACE, listOptions }, argoMetadata());
    stream.on('error', () => undefined);
    const types: string[] = [];
    for await (const { type, object } of stream) {
      types.push(type);
      const { status: workflow } = toArgoJson(WORKFLOW_TYPE, object) as {
        status?: { finishedAt?: string | null };
      };
      if ((workflow?.finishedAt ?? null) !== null) break;
    }
    assert.deepEqual(types, ['ADDED', ...types.slice(1).map(() => 'MODIFIED')]);
  });

  test('the version, and what is not there', async () => {
    const version = await promisify(
      info.getVersion.bind(info) as (
        request: object,
        done: (error: Error | null, answer?: { version?: string }) => void,
      ) => void,
    )({});
    assert.match(version?.version ?? '', /^v?\d+\.\d+\.\d+/);
    await assert.rejects(
      call('/workflow.WorkflowService/NoSuchMethod', Buffer.alloc(0)),
      refused(status.UNIMPLEMENTED, /./),
    );
  });

  const golden = sharedPath('wire/golden-examples.json');
  const skip = golden.missing;
  const examples = (): { name: string; message: string; protoB64: string }[] =>
    JSON.parse(readFileSync(golden.path ?? '', 'utf8'));

  test("Argo's own bytes of a workflow are taken, run, and answered", { skip }, async () => {
    const example = examples().find(({ name }) => name === 'examples/hello-world.yaml#0');
    const workflow = Buffer.from(example?.protoB64 ?? '', 'base64');
    const answer = await call('/workflow.WorkflowService/CreateWorkflow', createRequest(workflow));
    const [metadata] = new ProtoFields(answer).messages(1);
    const name = metadata?.text(1) ?? '';
    assert.match(name, /^hello-world-[a-z0-9]{5}$/);
    const ended = await fleet.watch.finished(name);
    assert.equal(ended.status?.phase, 'Succeeded', ended.status?.message);
  });

  test("each of Argo's examples is taken, or refused by name", { skip }, async () => {
    let taken = 0;
    for (const { name, message, protoB64 } of examples()) {
      if (!message.endsWith('.Workflow')) continue;
      const request = createRequest(Buffer.from(protoB64, 'base64'));
      try {
        await call('/workflow.WorkflowService/LintWorkflow', request);
        taken += 1;
      } catch (error) {
        const { code, details } = error as ServiceError;
        assert.equal(code, status.INVALID_ARGUMENT, `${name}: ${details}`);
        assert.match(details, /^(metadata|spec)\.\S+: \S/, name);
      }
    }
    assert.ok(taken > 0);
  });
});

describe('bytes that are no request', () => {
  test('a workflow with a field that nobody knows', async () => {
    const workflow = Buffer.concat([lengthField(1, lengthField(1, 'bad')), lengthField(99, 'what is it?')]);
    await assert.rejects(
      call('/workflow.WorkflowService/CreateWorkflow', createRequest(workflow)),
      refused(status.INVALID_ARGUMENT, /^workflow: unknown field number 99$/),
    );
  });

  test('no workflow at all', async () => {
    await assert.rejects(
      call('/workflow.WorkflowService/CreateWorkflow', lengthField(1, NAMESPACE)),
      refused(status.INVALID_ARGUMENT, /^workflow body not specified$/),
    );
  });

  test('a message that ends early', async () => {
    const cut = createRequest(lengthField(1, lengthField(1, 'bad'))).subarray(0, -2);
    await assert.rejects(
      call('/workflow.WorkflowService/CreateWorkflow', cut),
      refused(status.INVALID_ARGUMENT, /^the request cannot be read: /),
    );
  });

  test('templates inside each other, ten thousand deep', async () => {
    let template = lengthField(1, 'inner');
    for (let depth = 0; depth < 10_000; depth += 1) {
      const step = Buffer.concat([lengthField(1, 's'), lengthField(13, template)]);
      template = Buffer.concat([lengthField(1, 't'), lengthField(11, lengthField(1, step))]);
    }
    const spec = lengthField(1, template);
    const workflow = Buffer.concat([lengthField(1, lengthField(1, 'bad')), lengthField(2, spec)]);
    await assert.rejects(
      call('/workflow.WorkflowService/CreateWorkflow', createRequest(workflow)),
      refused(status.INVALID_ARGUMENT, /^the request cannot be read: .*recursion/),
    );
  });

  test('more than a server takes', async () => {
    await assert.rejects(
      call('/workflow.WorkflowService/CreateWorkflow', createRequest(Buffer.alloc(20 * 1024 * 1024))),
      refused(status.RESOURCE_EXHAUSTED, /./),
    );
  });

  after(async () => {
    await fleet.ready();
    await assert.rejects(fleet.client.getWorkflow(NAMESPACE, 'bad'), { code: 'not_found' });
  });
});
