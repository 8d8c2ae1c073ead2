import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream, type JetStreamBroker } from '@tiphys/event-log/jetstream';
import { ARTIFACTS_BUCKET, JetStreamObjectStore } from '@tiphys/object-store/jetstream';
import { SecretKeys, sealData } from '@tiphys/resource-store';
import { JetStreamResourceStore } from '@tiphys/resource-store/jetstream';
import { silentLogger } from '@tiphys/service-kit';
import type { Artifact, Template, Workflow } from '@tiphys/spec';
import {
  dockerMissing,
  ensureBusyboxImage,
  ownNats,
  s3Missing,
  startS3,
  testDirectory,
  watchLeaks,
} from '@tiphys/testkit';
import { AgentProcess } from '../testing/agent-process.ts';
import { EngineScheduler } from '../testing/engine-scheduler.ts';

const skip = await dockerMissing();
const image = skip === undefined ? await ensureBusyboxImage() : '';
const folder = testDirectory();
const end = new AbortController();
const nats = await ownNats();
const noS3 = skip ?? s3Missing();
const s3 = noS3 === undefined ? await startS3() : undefined;
const secretsKey = SecretKeys.generate();
let broker: JetStreamBroker;
let scheduler: EngineScheduler;
let store: JetStreamObjectStore;
let agent: AgentProcess;

function startAgent(): AgentProcess {
  return new AgentProcess({
    ...process.env,
    TIPHYS_NATS_URL: nats.url,
    TIPHYS_RUNTIME: 'docker',
    TIPHYS_SECRETS_KEY: secretsKey,
    TIPHYS_AGENT_FOLDER: folder,
    TIPHYS_HEARTBEAT: '500ms',
  });
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 240_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}\n${agent.log}`);
    await delay(50);
  }
}

function template(
  name: string,
  script: string,
  { inputs = [], outputs = [] }: { inputs?: Artifact[]; outputs?: Artifact[] } = {},
  rest: Partial<Template> = {},
): Template {
  return {
    name,
    container: { image, command: ['sh', '-ec'], args: [script] },
    inputs: { artifacts: inputs },
    outputs: { artifacts: outputs },
    ...rest,
  } as Template;
}

/** Runs steps, one after the other; each takes the artifacts `from` those before. */
async function run(templates: Template[], spec: Partial<Workflow['spec']> = {}) {
  const name = `wf-${randomUUID().slice(0, 8)}`;
  const steps = templates.map(({ name: step, inputs }) => [
    {
      name: step,
      template: step,
      arguments: {
        artifacts: (inputs?.artifacts ?? [])
          .filter(({ from }) => from !== undefined)
          .map(({ name: artifact, from }) => ({ name: artifact, from })),
      },
    },
  ]);
  const own = templates.map((one) => ({
    ...one,
    inputs: { ...one.inputs, artifacts: one.inputs?.artifacts?.map(({ from: _, ...rest }) => rest) ?? [] },
  }));
  const workflow = {
    metadata: { name, namespace: 'default', uid: randomUUID() },
    spec: { entrypoint: 'main', templates: [{ name: 'main', steps }, ...own], ...spec },
  } as Workflow;
  const { uid } = await scheduler.submit(workflow);
  await until('the end', () => scheduler.isFinished(uid));
  const draft = scheduler.draft(uid);
  return {
    name,
    node: (step: string) => [...draft.nodes.values()].find(({ displayName }) => displayName === step),
    phase: draft.phase,
  };
}

async function stored(key: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of (await store.get(key)) ?? []) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

describe('artifacts on Docker', skip === undefined ? {} : { skip }, () => {
  before(async () => {
    broker = connectJetStream({ servers: nats.url, name: 'artifacts-test', logger: silentLogger });
    await broker.ready();
    store = new JetStreamObjectStore({
      connection: (signal) => broker.connection(signal),
      bucket: ARTIFACTS_BUCKET,
    });
    scheduler = new EngineScheduler(broker, systemClock);
    void scheduler.run(end.signal);
    agent = startAgent();
  });

  after(async () => {
    assert.equal(await agent.end('SIGTERM'), 0, agent.log);
    end.abort();
    await broker.close();
    await (await watchLeaks()).assertNone();
    const left = join(folder, 'artifacts');
    assert.deepEqual(existsSync(left) ? readdirSync(left) : [], [], 'files of artifacts were left');
  });

  for (const archive of [undefined, { tar: { compressionLevel: 0 } }, { zip: {} }, { none: {} }]) {
    test(`a folder goes from one container to another: archive ${JSON.stringify(archive)}`, async () => {
      const unpack = archive?.zip === undefined ? {} : { archive };
      const { node, phase } = await run([
        template(
          'make',
          'mkdir -p /tmp/out/sub; cd /tmp/out; echo one >a; echo two >sub/b; ln sub/b sub/c; chmod 755 sub/b; : >empty; ln -s sub/b link',
          { outputs: [{ name: 'tree', path: '/tmp/out', ...(archive === undefined ? {} : { archive }) }] },
        ),
        template(
          'take',
          'cd /in/deep/tree; cat a sub/b sub/c; find . | sort | tr "\\n" " "; [ ! -s empty ]; readlink link || true',
          {
            inputs: [
              {
                name: 'tree',
                path: '/in/deep/tree',
                from: '{{steps.make.outputs.artifacts.tree}}',
                ...unpack,
              },
            ],
          },
          { outputs: { parameters: [] } },
        ),
      ]);
      assert.equal(phase, 'Succeeded', `${node('make')?.message} ${node('take')?.message} ${agent.log}`);
      assert.deepEqual(
        node('make')?.outputs?.artifacts?.map(({ name }) => name),
        ['tree'],
      );
    });
  }

  test('a file keeps its bytes and its mode is what the input says; a link at the path is followed', async () => {
    const { phase, node } = await run([
      template(
        'make',
        'mkdir /x; echo "#!/bin/sh" >/x/real; echo "echo ran" >>/x/real; ln -s /x/real /tmp/tool',
        {
          outputs: [{ name: 'tool', path: '/tmp/tool' }],
        },
      ),
      template(
        'take',
        '[ "$(/usr/local/bin/tool)" = ran ]; [ -d /usr/local/bin ]; [ "$(stat -c %a /tmp)" = 1777 ] || stat /tmp',
        {
          inputs: [
            {
              name: 'tool',
              path: '/usr/local/bin/tool',
              mode: 0o755,
              from: '{{steps.make.outputs.artifacts.tool}}',
            },
          ],
        },
      ),
    ]);
    assert.equal(phase, 'Succeeded', `${node('make')?.message} ${node('take')?.message}`);
  });

  test('raw and HTTP inputs; one that is optional may be missing, another may not', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/page' ? 200 : 404;
      response.end(request.headers['x-word'] === 'please' ? 'a page' : 'no word');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = [{ name: 'X-Word', value: 'please' }];
    const good = await run([
      template(
        'take',
        '[ "$(cat /in/raw)" = raw-text ]; [ "$(cat /in/page)" = "a page" ]; [ ! -e /in/none ]',
        {
          inputs: [
            { name: 'raw', path: '/in/raw', raw: { data: 'raw-text' } },
            { name: 'page', path: '/in/page', http: { url: `${url}/page`, headers } },
            { name: 'none', path: '/in/none', optional: true, http: { url: `${url}/none` } },
          ],
        },
      ),
    ]);
    assert.equal(good.phase, 'Succeeded', good.node('take')?.message);
    const bad = await run([
      template('take', 'true', {
        inputs: [{ name: 'none', path: '/in/none', http: { url: `${url}/none` } }],
      }),
    ]);
    assert.equal(bad.node('take')?.phase, 'Error');
    assert.equal(
      bad.node('take')?.message,
      `artifact none failed to load: loading content from ${url}/none failed with reason: 404 Not Found`,
    );
    server.close();
  });

  test('outputs that are missing; outputs of a container that failed; logs', async () => {
    const outputs = [
      { name: 'here', path: '/tmp/here', archive: { none: {} } },
      { name: 'maybe', path: '/tmp/maybe', optional: true },
    ];
    const failed = await run([
      template(
        'make',
        'echo kept >/tmp/here; echo said; exit 3',
        { outputs },
        { archiveLocation: { archiveLogs: true } },
      ),
    ]);
    const node = failed.node('make');
    assert.equal(node?.phase, 'Failed');
    assert.equal(node?.message, 'main: Error (exit code 3)');
    assert.deepEqual(
      node?.outputs?.artifacts?.map(({ name, s3 }) => [name, s3?.key?.split('/').at(-1)]),
      [
        ['here', 'here'],
        ['main-logs', 'main.log'],
      ],
    );
    const [here, logs] = node?.outputs?.artifacts ?? [];
    assert.equal(await stored(here?.s3?.key ?? ''), 'kept\n');
    assert.equal(await stored(logs?.s3?.key ?? ''), 'said\n');

    const missing = await run([template('make', 'true', { outputs })]);
    assert.equal(missing.node('make')?.phase, 'Error');
    assert.equal(
      missing.node('make')?.message,
      'output artifact "here": open /tmp/here: no such file or directory',
    );
  });

  test('S3, with the keys in a Secret; and one that is away', { skip: noS3 }, async () => {
    const parsed = SecretKeys.parse(secretsKey);
    assert.ok(parsed.ok && s3 !== undefined);
    const place = { namespace: 'default', name: 's3-keys' };
    const data = { access: s3.accessKeyId, secret: s3.secretAccessKey };
    const encoded = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    const resources = new JetStreamResourceStore({ connection: (signal) => broker.connection(signal) });
    const secret = { metadata: {}, type: 'Opaque', ...sealData(parsed.keys, place, encoded) };
    await resources.create({ kind: 'Secret', ...place }, JSON.stringify(secret));
    const location = {
      endpoint: s3.endpoint,
      insecure: true,
      bucket: 'made-here',
      key: 'some/file.tgz',
      accessKeySecret: { name: 's3-keys', key: 'access' },
      secretKeySecret: { name: 's3-keys', key: 'secret' },
    };
    const make = (bucket: object) =>
      template('make', 'echo by S3 >/tmp/file', {
        outputs: [{ name: 'file', path: '/tmp/file', s3: { ...location, ...bucket } }],
      });
    const take = template('take', '[ "$(cat /in/file)" = "by S3" ]', {
      inputs: [{ name: 'file', path: '/in/file', s3: location }],
    });
    const { phase, node } = await run([make({ createBucketIfNotPresent: {} }), take]);
    assert.equal(phase, 'Succeeded', `${node('make')?.message} ${node('take')?.message}`);
    assert.ok(existsSync(join(s3.folder, 'made-here', 'some', 'file.tgz')));
    const missing = await run([make({ bucket: 'none-here' })]);
    assert.match(
      missing.node('make')?.message ?? '',
      /^output artifact "file": bucket none-here: put some\/file.tgz: /,
    );
    await s3.stop();
    const away = await run([take]);
    assert.equal(away.node('take')?.phase, 'Error');
    assert.match(
      away.node('take')?.message ?? '',
      /^artifact file failed to load: bucket made-here: .*ECONNREFUSED/,
    );
    assert.ok(!agent.log.includes(s3.secretAccessKey), 'a secret is in the log');
  });

  test('an agent that dies while it keeps an artifact keeps it in its next life', async () => {
    const running = run([
      template('make', 'head -c 60000000 /dev/urandom >/tmp/big; sha256sum </tmp/big >/tmp/sum', {
        outputs: [
          { name: 'big', path: '/tmp/big', archive: { tar: { compressionLevel: 6 } } },
          { name: 'sum', path: '/tmp/sum' },
        ],
      }),
      template('take', '[ "$(sha256sum </in/big)" = "$(cat /in/sum)" ]', {
        inputs: [
          { name: 'big', path: '/in/big', from: '{{steps.make.outputs.artifacts.big}}' },
          { name: 'sum', path: '/in/sum', from: '{{steps.make.outputs.artifacts.sum}}' },
        ],
      }),
    ]);
    const nc = await broker.connection();
    const written = async () => {
      const answer = await nc.request(`$JS.API.STREAM.INFO.OBJ_${ARTIFACTS_BUCKET}`);
      return answer.json<{ state: { bytes: number } }>().state.bytes;
    };
    const before = await written();
    await until('half an artifact', async () => (await written()) > before + 5_000_000);
    await agent.end('SIGKILL');
    agent = startAgent();
    const { phase, node } = await running;
    assert.equal(phase, 'Succeeded', `${node('make')?.message} ${node('take')?.message}`);
    assert.ok(agent.log.includes('a container is taken over'), agent.log);
  });

  test('a large artifact streams: the agent does not grow with it', async () => {
    const peak = (): number =>
      Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${agent.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = peak();
    const { phase, node } = await run([
      template('make', 'head -c 100000000 /dev/urandom >/tmp/big; sha256sum </tmp/big >/tmp/sum', {
        outputs: [
          { name: 'big', path: '/tmp/big', archive: { tar: { compressionLevel: 1 } } },
          { name: 'sum', path: '/tmp/sum' },
        ],
      }),
      template('take', '[ "$(sha256sum </in/big)" = "$(cat /in/sum)" ]', {
        inputs: [
          { name: 'big', path: '/in/big', from: '{{steps.make.outputs.artifacts.big}}' },
          { name: 'sum', path: '/in/sum', from: '{{steps.make.outputs.artifacts.sum}}' },
        ],
      }),
    ]);
    assert.equal(phase, 'Succeeded', `${node('make')?.message} ${node('take')?.message}`);
    const grown = peak() - before;
    assert.ok(grown < 96, `the agent grew by ${grown} MiB`);
  });
});
