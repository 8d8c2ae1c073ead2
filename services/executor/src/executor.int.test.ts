import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, globSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@tiphys/clock/system';
import type { LogChunk } from '@tiphys/event-log';
import { connectJetStream, type JetStreamBroker } from '@tiphys/event-log/jetstream';
import { attemptKey } from '@tiphys/runtime';
import { silentLogger } from '@tiphys/service-kit';
import type { Template, Workflow } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage, ownNats, testDirectory, testDocker } from '@tiphys/testkit';
import { AgentProcess } from './testing/agent-process.ts';
import { EngineScheduler } from './testing/engine-scheduler.ts';

const skipDocker = await dockerMissing();
const folder = testDirectory();
const end = new AbortController();
let broker: JetStreamBroker;
let scheduler: EngineScheduler;
const nats = await ownNats();
const natsUrl = nats.url;

before(async () => {
  broker = connectJetStream({ servers: natsUrl, name: 'executor-test', logger: silentLogger });
  await broker.ready();
  scheduler = new EngineScheduler(broker, systemClock);
  void scheduler.run(end.signal);
});

after(async () => {
  end.abort();
  await broker.close();
});

/** Looks now and then: the other side is another process. */
async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  agent?: AgentProcess,
): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}\n${agent?.log ?? ''}`);
    await delay(50);
  }
}

function single(template: Omit<Template, 'name'>): Workflow {
  return {
    metadata: { name: `wf-${randomUUID().slice(0, 8)}`, namespace: 'default', uid: randomUUID() },
    spec: { entrypoint: 'main', templates: [{ name: 'main', ...template } as Template] },
  };
}

function root(uid: string) {
  const draft = scheduler.draft(uid);
  return draft.nodes.get(draft.name);
}

async function logOf(uid: string): Promise<string> {
  const chunks: LogChunk[] = [];
  for await (const chunk of broker.logs.read({ uid, follow: false }, new AbortController().signal))
    chunks.push(chunk);
  let offset = 0;
  for (const chunk of chunks) {
    assert.equal(chunk.offset, offset);
    offset += chunk.data.length;
  }
  assert.equal(chunks.at(-1)?.end, true);
  return Buffer.concat(chunks.map(({ data }) => data)).toString('utf8');
}

interface Setting {
  runtime: 'docker' | 'process';
  image: string;
  /** Makes the file whose presence lets the script go on. */
  go: (path: string, uid: string) => Promise<void>;
  /** Where the script looks for it, and leaves its output. */
  path: (name: string) => string;
}

/** What holds for an agent on a real broker and a real runtime. */
function agentSuite(name: string, skip: string | undefined, getSetting: () => Promise<Setting>): void {
  describe(`executor on ${name}`, skip === undefined ? {} : { skip }, () => {
    let setting: Setting;
    let agent: AgentProcess;
    const env = () => ({
      ...process.env,
      TIPHYS_NATS_URL: natsUrl,
      TIPHYS_RUNTIME: setting.runtime,
      TIPHYS_AGENT_FOLDER: join(folder, name),
      TIPHYS_HEARTBEAT: '500ms',
    });

    before(async () => {
      setting = await getSetting();
      agent = new AgentProcess(env());
    });
    after(async () => {
      assert.equal(await agent.end('SIGTERM'), 0, agent.log);
    });

    const container = (script: string) => ({ image: setting.image, command: ['sh', '-c'], args: [script] });

    test('a container runs to its end, with its output and its outputs', async () => {
      const made = single({
        container: container(`echo said; echo value >${setting.path('out')}`),
        outputs: { parameters: [{ name: 'out', valueFrom: { path: setting.path('out') } }] },
      });
      const { uid } = await scheduler.submit(made);
      await until('the workflow ends', () => scheduler.isFinished(uid), agent);
      assert.equal(root(uid)?.phase, 'Succeeded', root(uid)?.message);
      assert.equal(root(uid)?.outputs?.parameters?.[0]?.value, 'value');
      assert.equal(await logOf(uid), 'said\n');
    });

    test('failures are told in Argo’s words', async () => {
      const failing = await scheduler.submit(single({ container: container('exit 3') }));
      const missing = await scheduler.submit(
        single({ container: { image: setting.image, command: ['no-such-command'] } }),
      );
      await until('both end', () => [failing, missing].every(({ uid }) => scheduler.isFinished(uid)), agent);
      assert.deepEqual(
        [root(failing.uid)?.phase, root(failing.uid)?.message],
        ['Failed', 'main: Error (exit code 3)'],
      );
      assert.deepEqual(
        [root(missing.uid)?.phase, root(missing.uid)?.message],
        [
          'Failed',
          'main: Error (exit code 64): failed to find name in PATH: exec: "no-such-command": executable file not found in $PATH',
        ],
      );
    });

    test('terminate ends what runs', async () => {
      const ref = await scheduler.submit(
        single({ container: container('trap "exit 143" TERM; while :; do sleep 0.1; done') }),
      );
      await until('it runs', () => root(ref.uid)?.phase === 'Running', agent);
      await scheduler.command(ref, { type: 'terminateWorkflow' });
      await until('the workflow ends', () => scheduler.isFinished(ref.uid), agent);
      assert.equal(root(ref.uid)?.phase, 'Failed');
    });

    test('a broker that dies while a container runs and ends costs nothing', async () => {
      const go = setting.path(`go-${randomUUID()}`);
      const script = `echo before; until [ -e ${go} ]; do sleep 0.1; done; echo after`;
      const { uid } = await scheduler.submit(single({ container: container(script) }));
      await until('it runs', () => root(uid)?.phase === 'Running', agent);
      await until(
        'it has said something',
        async () => (await broker.logs.position(attemptOf(uid))).offset > 0,
      );
      await nats.kill();
      await setting.go(go, uid);
      await nats.restart();
      await until('the workflow ends', () => scheduler.isFinished(uid), agent);
      assert.equal(root(uid)?.phase, 'Succeeded', root(uid)?.message);
      assert.equal(await logOf(uid), 'before\nafter\n');
    });

    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      test(`after ${signal} the agent's next start goes on with what runs`, async () => {
        const go = setting.path(`go-${signal}-${randomUUID()}`);
        const script = `echo before; until [ -e ${go} ]; do sleep 0.1; done; echo after`;
        const { uid } = await scheduler.submit(single({ container: container(script) }));
        await until('it runs', () => root(uid)?.phase === 'Running', agent);
        await until(
          'it has said something',
          async () => (await broker.logs.position(attemptOf(uid))).offset > 0,
          agent,
        );
        await agent.end(signal);
        await setting.go(go, uid);
        agent = new AgentProcess(env());
        await until('the workflow ends', () => scheduler.isFinished(uid), agent);
        assert.equal(root(uid)?.phase, 'Succeeded', root(uid)?.message);
        assert.equal(await logOf(uid), 'before\nafter\n');
      });
    }
  });
}

function attemptOf(uid: string) {
  const draft = scheduler.draft(uid);
  return { workflow: { uid, namespace: draft.namespace, name: draft.name }, nodeId: draft.name, attempt: 0 };
}

agentSuite('process', undefined, () =>
  Promise.resolve({
    runtime: 'process',
    image: 'busybox',
    path: (name) => join(folder, name),
    go: async (path) => writeFileSync(path, ''),
  }),
);

test('a container that somebody removes while its agent is down is missed at its next start', {
  skip: skipDocker,
}, async (t) => {
  const image = await ensureBusyboxImage();
  const env = {
    ...process.env,
    TIPHYS_NATS_URL: natsUrl,
    TIPHYS_RUNTIME: 'docker',
    TIPHYS_AGENT_FOLDER: join(folder, 'missing'),
    TIPHYS_AGENT_ID: `missing-${randomUUID().slice(0, 8)}`,
  };
  const agent = new AgentProcess(env);
  t.after(() => agent.end('SIGKILL'));
  const container = { image, command: ['sleep', '1000'] };
  const plain = await scheduler.submit(single({ container }));
  const pod = await scheduler.submit(
    single({ container, sidecars: [{ name: 'beside', image, command: ['sleep', '1000'] }] } as Template),
  );
  const uids = [plain.uid, pod.uid];
  const started = () => globSync('begun/*.started', { cwd: env.TIPHYS_AGENT_FOLDER });
  await until('both run', () => started().length === 2, agent);
  await agent.end('SIGKILL');
  for (const uid of uids) {
    await testDocker()
      .getContainer(attemptKey(attemptOf(uid)))
      .remove({ force: true });
  }
  const next = new AgentProcess(env);
  t.after(() => next.end('SIGKILL'));
  await until('both end', () => uids.every((uid) => scheduler.isFinished(uid)), next);
  for (const uid of uids) {
    assert.deepEqual(
      [root(uid)?.phase, root(uid)?.message],
      ['Error', `pod deleted: its container was removed while agent ${env.TIPHYS_AGENT_ID} was away`],
    );
  }
  await until('nothing is left of the pod', async () => {
    const filters = { label: [`tiphys.agent-id=${env.TIPHYS_AGENT_ID}`] };
    return (await testDocker().listContainers({ all: true, filters })).length === 0;
  });
  assert.equal(await next.end('SIGTERM'), 0, next.log);
});

agentSuite('docker', skipDocker, async () => ({
  runtime: 'docker',
  image: await ensureBusyboxImage(),
  path: (name) => `/tmp/${name}`,
  go: async (path, uid) => {
    const container = testDocker().getContainer(attemptKey(attemptOf(uid)));
    await (await container.exec({ Cmd: ['touch', path] })).start({});
  },
}));

test('an agent that is to discard its containers leaves none when it stops', async () => {
  const agentFolder = join(folder, 'discarding');
  const agent = new AgentProcess({
    ...process.env,
    TIPHYS_NATS_URL: natsUrl,
    TIPHYS_RUNTIME: 'process',
    TIPHYS_AGENT_FOLDER: agentFolder,
    TIPHYS_AGENT_SHUTDOWN: 'discard',
  });
  const container = { image: 'busybox', command: ['sh', '-c'], args: ['echo up; sleep 1000'] };
  const { uid } = await scheduler.submit(single({ container }));
  await until('it runs', () => root(uid)?.phase === 'Running', agent);
  await until('it is there', () => readdirSync(join(agentFolder, 'attempts')).length === 1, agent);
  assert.equal(await agent.end('SIGTERM'), 0, agent.log);
  assert.deepEqual(readdirSync(join(agentFolder, 'attempts')), []);
});

test('an agent whose broker is not there waits, says so, and ends when it is told to', async () => {
  const agent = new AgentProcess({
    ...process.env,
    TIPHYS_NATS_URL: 'nats://127.0.0.1:1',
    TIPHYS_AGENT_FOLDER: join(folder, 'lonely'),
  });
  await until('it says so', () => /cannot be reached/.test(agent.log), agent);
  assert.equal(await agent.end('SIGTERM'), 0);
  assert.ok(existsSync(join(folder, 'lonely', 'agent-id')));
});

test('an agent whose Docker is not there says what to do', async () => {
  const agent = new AgentProcess({
    ...process.env,
    TIPHYS_NATS_URL: natsUrl,
    TIPHYS_AGENT_FOLDER: join(folder, 'dockerless'),
    DOCKER_HOST: 'unix:///no/such.sock',
  });
  await until('it says so', () => /npm run setup:docker/.test(agent.log), agent);
  assert.equal(await agent.end('SIGTERM'), 0);
});
