import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@tiphys/clock/system';
import type { ContainerTask } from '@tiphys/engine';
import { pack } from 'tar-stream';
import { attemptKey } from '../attempt-key.ts';
import type { StartOrder } from '../runtime.ts';
import { runtimeSuite } from '../testing/runtime-suite.ts';
import { shellProgram } from '../testing/shell-programs.ts';
import { ProcessRuntime } from './process-runtime.ts';

const never = new AbortController().signal;
let root = '';
const warnings: string[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'tiphys-process-runtime-'));
});
after(() => rm(root, { recursive: true, force: true }));

function open(): ProcessRuntime {
  return new ProcessRuntime({
    stateFolder: join(root, 'attempts'),
    extraPath: [join(root, 'bin')],
    hostPath: process.env.PATH ?? '',
    clock: systemClock,
    warn: (message) => warnings.push(message),
  });
}

runtimeSuite('process', () => ({
  open,
  task: (program) => ({ image: 'busybox', ...shellProgram(program, '.') }),
  file: (name) => name,
  place: join(root, 'placed'),
}));

function order(task: Partial<ContainerTask>): StartOrder {
  return {
    agentId: 'process-test',
    attempt: { workflow: { uid: randomUUID(), namespace: 'd', name: 'w' }, nodeId: 'w-1', attempt: 0 },
    traceparent: '',
    task: {
      nodeName: 'w',
      podName: 'w-1',
      templateName: 't',
      image: 'docker/whalesay',
      command: ['sh', '-c'],
      args: [],
      env: [],
      outputFiles: [],
      includeResult: false,
      ...task,
    },
  };
}

async function outputOf(task: Partial<ContainerTask>): Promise<string> {
  const container = await open().start(order(task), never);
  let text = '';
  for await (const { data } of container.output(0, never)) text += Buffer.from(data).toString('utf8');
  await container.remove();
  return text;
}

test('commands are found in the extra folders, and the environment is the task’s', async () => {
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin/greet'), '#!/bin/sh\necho "hi $WHO, $SECRET"\n', { mode: 0o755 });
  process.env.SECRET = 'of the agent';
  assert.equal(await outputOf({ command: ['greet'], env: [{ name: 'WHO', value: 'you' }] }), 'hi you, \n');
});

test('arguments arrive as they are', async () => {
  const args = ['%s|', 'a b', '', '$HOME', '"', "'", 'ü\n'];
  assert.equal(await outputOf({ command: ['printf'], args }), 'a b||$HOME|"|\'|ü\n|');
});

test('PATH may be the task’s own', async () => {
  assert.equal(
    await outputOf({ args: ['echo $PATH; /bin/cat /dev/null'], env: [{ name: 'PATH', value: '/bin' }] }),
    '/bin\n',
  );
});

test('what a command leaves running dies with it', async () => {
  const container = await open().start(order({ args: ['sleep 1000 & echo $!'] }), never);
  let pid = '';
  for await (const { data } of container.output(0, never)) pid += Buffer.from(data).toString('utf8');
  assert.equal((await container.exited(never)).exitCode, 0);
  // Killed is not quite gone: the kernel takes its moment.
  const isThere = () => readFile(`/proc/${pid.trim()}/cmdline`, 'utf8').catch(() => '');
  for (let looks = 0; (await isThere()) !== '' && looks < 200; looks += 1) await delay(10);
  assert.equal(await isThere(), '');
  await container.remove();
});

test('a wrapper that is killed counts as killed, for every agent', async () => {
  const start = order({ args: ['echo up; sleep 1000'] });
  const container = await open().start(start, never);
  for await (const { data } of container.output(0, never)) if (data.length > 0) break;
  const pid = await readFile(join(root, 'attempts', attemptKey(start.attempt), 'pid'), 'utf8');
  process.kill(-Number(pid), 'SIGKILL');
  assert.equal((await container.exited(never)).exitCode, 137);
  assert.equal((await (await open().find(start.attempt))?.exited(never))?.exitCode, 137);
  await container.remove();
});

test('a folder whose maker died before the start is gone on with', async () => {
  const start = order({ args: ['echo once'] });
  const key = attemptKey(start.attempt);
  const folder = join(root, 'attempts', key);
  await mkdir(join(folder, 'work/tmp'), { recursive: true });
  await writeFile(
    join(folder, 'attempt.json'),
    JSON.stringify({ attempt: start.attempt, agentId: start.agentId, remains: start.task, traceparent: '' }),
  );
  const [made] = await open().list('process-test');
  assert.equal(made?.started, false);
  const container = await open().start(start, never);
  assert.equal((await container.exited(never)).exitCode, 0);
  await container.remove();
});

test('outputs are read from the attempt’s folder and /tmp, and are not older than the attempt', async () => {
  const shared = join(tmpdir(), `tiphys-test-${randomUUID()}`);
  await writeFile(`${shared}-old`, 'of an earlier attempt');
  // The clock of file systems ticks every few milliseconds; between two attempts lies at least a report.
  const aSecondAgo = Date.now() / 1000 - 1;
  await utimes(`${shared}-old`, aSecondAgo, aSecondAgo);
  await writeFile(`${shared}-new`, '');
  const container = await open().start(
    order({ args: [`echo new >${shared}-new; ln -s /etc/passwd link; mkdir folder; echo own >own`] }),
    never,
  );
  await container.exited(never);
  const read = async (path: string) =>
    Buffer.from((await container.readFile(path, 99)) ?? 'none').toString('utf8');
  assert.equal(await read('own'), 'own\n');
  assert.equal(await read(`${shared}-new`), 'new\n');
  assert.equal(await read(`${shared}-old`), 'none');
  await assert.rejects(read('link'), { code: 'file_forbidden' });
  await assert.rejects(read('/etc/passwd'), { code: 'file_forbidden' });
  await assert.rejects(read('folder'), { code: 'file_not_regular' });
  await container.remove();
  await Promise.all([rm(`${shared}-old`), rm(`${shared}-new`)]);
});

test('what it cannot do is refused, what it does not do is said once', async () => {
  await assert.rejects(open().start(order({ command: [] }), never), { code: 'invalid_task' });
  await assert.rejects(open().start(order({ workingDir: '/no/such/folder' }), never), {
    code: 'invalid_task',
  });
  const runtime = open();
  warnings.length = 0;
  for (const args of ['1', '2'])
    await (await runtime.start(order({ args: [`exit ${args}`] }), never)).remove();
  assert.deepEqual(warnings, [
    'image "docker/whalesay" is not used: its commands run as processes of this host',
  ]);
  assert.deepEqual(await runtime.list('process-test'), []);
});

test('what no process can be started with is told, and nothing is kept', async () => {
  const cases: [Partial<ContainerTask>, string][] = [
    [{ args: ['a\0z'] }, 'exec: invalid argument: there is a NUL in it'],
    [{ env: [{ name: 'A', value: 'secret\0' }] }, 'exec: invalid argument: there is a NUL in it'],
    [{ args: ['x'.repeat(200_000)] }, 'exec: argument list too long'],
  ];
  for (const [task, reason] of cases) {
    const started = order(task);
    await assert.rejects(open().start(started, never), {
      code: 'start_failed',
      retryable: false,
      message: `main: StartError (exit code 128): ${reason}`,
    });
    assert.equal(await open().find(started.attempt), undefined);
  }
});

test('an input whose place the host does not take is told', async () => {
  const long = join(root, 'n'.repeat(300));
  async function* archive(): AsyncGenerator<Uint8Array> {
    const tar = pack();
    tar.entry({ name: `${long.slice(1)}/file` }, 'text');
    tar.finalize();
    yield* tar as AsyncIterable<Uint8Array>;
  }
  const started = { ...order({ args: ['true'] }), archives: [archive] };
  await assert.rejects(open().start(started, never), {
    code: 'invalid_task',
    message: /^an input cannot be placed: ENAMETOOLONG: name too long/,
  });
  assert.equal(await open().find(started.attempt), undefined);
});
