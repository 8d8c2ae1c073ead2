import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { systemClock } from '@tiphys/clock/system';
import type { ContainerTask } from '@tiphys/engine';
import { dockerMissing, ensureBusyboxImage, testDocker } from '@tiphys/testkit';
import { attemptKey } from '../attempt-key.ts';
import type { AttemptContainer, StartOrder } from '../runtime.ts';
import { CutProxy } from '../testing/cut-proxy.ts';
import { runtimeSuite } from '../testing/runtime-suite.ts';
import { shellProgram } from '../testing/shell-programs.ts';
import { writeLabels } from './container-labels.ts';
import { resolveDockerEndpoint } from './docker-endpoint.ts';
import { DockerRuntime } from './docker-runtime.ts';

const skip = await dockerMissing();
const image = skip === undefined ? await ensureBusyboxImage() : '';
const agentId = `docker-test-${randomUUID()}`;
const never = new AbortController().signal;

function open(): DockerRuntime {
  const endpoint = resolveDockerEndpoint(process.env);
  assert.ok('address' in endpoint);
  return new DockerRuntime({ endpoint, clock: systemClock, env: process.env });
}

runtimeSuite(
  'docker',
  () => ({
    open,
    task: (program) => ({ image, ...shellProgram(program, '/tmp') }),
    file: (name) => `/tmp/${name}`,
    place: '/tmp/new/placed',
  }),
  skip,
);

function order(task: Partial<ContainerTask>): StartOrder {
  return {
    agentId,
    attempt: { workflow: { uid: randomUUID(), namespace: 'd', name: 'w' }, nodeId: 'w-1', attempt: 0 },
    traceparent: '',
    task: {
      nodeName: 'w',
      podName: `${'a-long-name-'.repeat(8)}1`,
      templateName: 't',
      image,
      command: ['sh', '-c'],
      args: [],
      env: [],
      outputFiles: [],
      includeResult: false,
      ...task,
    },
  };
}

async function textOf(container: AttemptContainer): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const { data } of container.output(0, never)) parts.push(data);
  return Buffer.concat(parts).toString('utf8');
}

/** Runs to the end and removes. */
async function run(task: Partial<ContainerTask>) {
  const container = await open().start(order(task), never);
  const text = await textOf(container);
  const exit = await container.exited(never);
  await container.remove();
  return { text, exit };
}

describe('docker', skip === undefined ? {} : { skip }, () => {
  after(async () => {
    const left = await open().list(agentId);
    for (const container of left) await container.remove();
    assert.deepEqual(
      left.map(({ attempt }) => attempt),
      [],
    );
  });

  test('command, arguments, environment and working folder arrive as they are', async () => {
    const args = ['%s|', 'a b', '', '$HOME', '"', "'", 'ü\n'];
    assert.equal((await run({ command: ['printf'], args })).text, 'a b||$HOME|"|\'|ü\n|');
    const env = [{ name: 'WHO', value: 'a=b c' }, { name: 'EMPTY' }];
    const { text } = await run({
      env,
      workingDir: '/srv/new',
      args: ['pwd; echo "$WHO"; echo "[$EMPTY]"'],
    });
    assert.equal(text, '/srv/new\na=b c\n[]\n');
  });

  test('without a command the image has its own', async () => {
    const { exit } = await run({ command: [], args: [] });
    assert.equal(exit.exitCode, 0);
    assert.equal((await run({ command: [], args: ['echo', 'as', 'arguments'] })).text, 'as arguments\n');
  });

  test('lines longer than the engine’s pieces, and output in bulk', async () => {
    const script = 'head -c 100000 /dev/zero | tr "\\0" x; echo; seq 1 20000';
    const { text } = await run({ args: [script] });
    const expected = `${'x'.repeat(100_000)}\n${Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join('')}`;
    assert.equal(text.length, expected.length);
    assert.ok(text === expected);
  });

  test('what does not catch SIGTERM is not waited for; what does has its grace', async () => {
    const deaf = await open().start(order({ args: ['echo up; sleep 600; true'] }), never);
    const hearing = await open().start(
      order({ args: ["trap 'sleep 2; exit 7' TERM; echo up; while true; do sleep 0.1; done"] }),
      never,
    );
    for (const container of [deaf, hearing]) {
      for await (const _ of container.output(0, never)) break;
    }
    const began = performance.now();
    await Promise.all([deaf.stop(300_000), hearing.stop(300_000)]);
    assert.ok(performance.now() - began < 60_000);
    assert.equal((await deaf.exited(never)).exitCode, 137);
    assert.equal((await hearing.exited(never)).exitCode, 7);
    await Promise.all([deaf.remove(), hearing.remove()]);
  });

  test('a container that needs more memory than its limit is OOMKilled', async () => {
    // In the container's first process, since the kernel chooses among several; and not at once, since the engine
    // begins to listen for such an end a moment after the start (20.10).
    const { exit } = await run({
      args: ['sleep 0.5; exec dd if=/dev/zero of=/dev/null bs=104857600 count=10'],
      resources: { limits: { memory: '16Mi' } },
    });
    assert.equal(exit.oomKilled, true);
    assert.equal(exit.exitCode, 137);
  });

  test('limits reach the kernel; one above what the host has limits nothing', async () => {
    const runtime = open();
    const limited = await runtime.start(
      order({ args: ['true'], resources: { limits: { cpu: '250m', memory: '64Mi' } } }),
      never,
    );
    const host = (await testDocker().getContainer(attemptKey(limited.attempt)).inspect()).HostConfig;
    assert.equal(host.NanoCpus, 250_000_000);
    assert.equal(host.Memory, 64 * 1024 * 1024);
    assert.equal(host.Privileged, false);
    await limited.remove();
    assert.equal((await run({ args: ['true'], resources: { limits: { cpu: '999' } } })).exit.exitCode, 0);
    assert.equal((await run({ args: ['true'], resources: { limits: { cpu: '1m' } } })).exit.exitCode, 0);
  });

  test('files behind links, and paths that hold no file', async () => {
    const script =
      'cd /tmp; echo text >real; ln -s real one; ln -s /tmp/one two; ln -s loop loop; mkdir folder; ln -s /tmp/../tmp up; mkfifo pipe';
    const container = await open().start(order({ args: [script] }), never);
    await container.exited(never);
    const read = async (path: string) =>
      Buffer.from((await container.readFile(path, 99)) ?? 'none').toString('utf8');
    assert.equal(await read('/tmp/two'), 'text\n');
    assert.equal(await read('/tmp/up/real'), 'text\n');
    assert.equal(await read('/tmp/real/below'), 'none');
    assert.equal(await read('/no/such/folder/file'), 'none');
    await assert.rejects(read('/tmp/folder'), { code: 'file_not_regular' });
    await assert.rejects(read('/tmp/pipe'), { code: 'file_not_regular' });
    await assert.rejects(read('/tmp/loop'), { code: 'file_not_regular' });
    await container.remove();
  });

  test('a container that was made and not started is listed as such, and started by the next start', async () => {
    const start = order({ args: ['echo once'] });
    await testDocker().createContainer({
      name: attemptKey(start.attempt),
      Image: image,
      Entrypoint: start.task.command,
      Cmd: start.task.args,
      Labels: writeLabels(start),
    });
    const listed = (await open().list(agentId)).find(
      ({ attempt }) => attempt.workflow.uid === start.attempt.workflow.uid,
    );
    assert.equal(listed?.started, false);
    const container = await open().start(start, never);
    assert.equal(await textOf(container), 'once\n');
    await container.remove();
  });

  test('what cannot be started says so in Kubernetes’ words', async () => {
    const refused = (task: Partial<ContainerTask>) => open().start(order(task), never);
    await assert.rejects(refused({ command: ['/etc'] }), {
      code: 'command_not_found',
      message: /^main: Error \(exit code 64\): failed to find name in PATH: exec: "\/etc": /,
    });
    await assert.rejects(refused({ image: 'A B' }), {
      code: 'image_invalid',
      message: /due to InvalidImageName: "A B"/,
    });
    await assert.rejects(refused({ args: ['true'], resources: { limits: { memory: '1Mi' } } }), {
      code: 'invalid_task',
      message: /memory limit/i,
    });
    await assert.rejects(refused({ args: ['true'], env: [{ name: 'A=B', value: '' }] }), {
      code: 'invalid_task',
    });
  });

  test('a stranger’s container of the same name is left alone', async () => {
    const start = order({ args: ['true'] });
    const stranger = await testDocker().createContainer({ name: attemptKey(start.attempt), Image: image });
    await assert.rejects(open().start(start, never), { code: 'engine_failed', message: /is not Tiphys's$/ });
    await stranger.remove();
  });

  test('an image that is nowhere is refused with its name', async () => {
    const missing = 'registry.invalid/tiphys/no-such-image:1';
    await assert.rejects(
      open().start(order({ image: missing }), never),
      (error: { code: string; message: string }) => {
        assert.match(error.code, /^image_(not_found|unpullable)$/);
        assert.ok(
          error.message.startsWith(
            `Pod failed before main container starts due to ErrImagePull: image "${missing}"`,
          ),
        );
        return true;
      },
    );
  });

  test('an engine that goes away and comes back loses no output and no exit', async () => {
    const here = resolveDockerEndpoint(process.env);
    if (!('address' in here) || here.options.socketPath === undefined) return;
    const proxy = await CutProxy.open(here.options.socketPath);
    try {
      const runtime = new DockerRuntime({
        endpoint: { address: proxy.path, options: { socketPath: proxy.path, host: undefined } },
        clock: systemClock,
        env: process.env,
      });
      // Goes on when it is told to, so that the cut falls in its middle.
      const script = 'seq 1 1000; until [ -e /tmp/go ]; do sleep 0.1; done; seq 1001 2000; exit 7';
      const container = await runtime.start(order({ args: [script] }), never);
      const exited = container.exited(never);
      let text = '';
      let next = 0;
      let isCut = false;
      for await (const { data, offset } of container.output(0, never)) {
        assert.equal(offset, next);
        next += data.length;
        text += Buffer.from(data).toString('utf8');
        if (isCut || !text.endsWith('\n1000\n')) continue;
        isCut = true;
        await proxy.cut();
        await assert.rejects(runtime.list(agentId), { code: 'engine_unavailable' });
        const exec = await testDocker()
          .getContainer(attemptKey(container.attempt))
          .exec({ Cmd: ['touch', '/tmp/go'] });
        await exec.start({});
        await proxy.mend();
      }
      assert.equal(text, Array.from({ length: 2000 }, (_, index) => `${index + 1}\n`).join(''));
      assert.equal((await exited).exitCode, 7);
      await container.remove();
    } finally {
      await proxy.close();
    }
  });
});

test('an engine that does not answer is a problem with a remedy, and a start may be tried again', async () => {
  const endpoint = resolveDockerEndpoint({ DOCKER_HOST: 'unix:///no/such/docker.sock' });
  assert.ok('address' in endpoint);
  const runtime = new DockerRuntime({ endpoint, clock: systemClock, env: {} });
  assert.equal(
    await runtime.problem(),
    'no container engine answers at unix:///no/such/docker.sock: there is no such socket; install and start one with "npm run setup:docker", or set DOCKER_HOST',
  );
  await assert.rejects(runtime.start(order({ args: ['true'] }), never), {
    code: 'engine_unavailable',
    retryable: true,
  });
});
