import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { dockerMissing, ensureBusyboxImage, testDirectory, testDocker } from '@tiphys/testkit';

const TIPHYS = join(import.meta.dirname, '../bin/tiphys.mjs');
const TIMEOUT = { timeout: 280_000 };
const skip = await dockerMissing();
const image = skip === undefined ? await ensureBusyboxImage() : '';
const folder = testDirectory();
const begun: ChildProcess[] = [];
after(() => {
  for (const child of begun) child.kill('SIGKILL');
});

const long = manifest(
  'long.yaml',
  `
metadata: { generateName: long- }
spec:
  entrypoint: main
  volumeClaimTemplates: [{ metadata: { name: work }, spec: { resources: { requests: { storage: 1Mi } } } }]
  templates:
    - name: main
      steps: [[{ name: d, template: daemon }], [{ name: s, template: sleep }]]
    - name: daemon
      daemon: true
      container: { image: '${image}', command: [sleep, '598'] }
    - name: sleep
      container:
        image: '${image}'
        command: [sleep, '599']
        volumeMounts: [{ name: work, mountPath: /work }]
`,
);
const onHost = manifest(
  'host.yaml',
  `
metadata: { generateName: host- }
spec:
  entrypoint: main
  templates: [{ name: main, container: { image: none, command: [sleep, '597'] } }]
`,
);
const short = manifest(
  'short.yaml',
  `
metadata: { generateName: short- }
spec:
  entrypoint: main
  templates: [{ name: main, container: { image: none, command: ['true'] } }]
`,
);

function manifest(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** `tiphys run`, whose temporary files lie in a folder of its own. */
function startRun(temporary: string, ...args: string[]): ChildProcess {
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1' };
  const child = spawn(process.execPath, [TIPHYS, 'run', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  begun.push(child);
  child.stdout.resume();
  child.stderr.resume();
  return child;
}

async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not in time: ${what}`);
    await delay(50);
  }
}

function runDirectories(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith('tiphys-run-'));
}

/** Processes of this host whose command line has a text. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** What an agent has on the engine: containers and volumes. */
async function remainsOf(agentId: string): Promise<string[]> {
  const filters = { label: [`tiphys.agent-id=${agentId}`] };
  const containers = await testDocker().listContainers({ all: true, filters });
  const { Volumes } = await testDocker().listVolumes({
    filters: JSON.stringify(filters) as unknown as typeof filters,
  });
  return [...containers.map(({ Names }) => Names.join()), ...(Volumes ?? []).map(({ Name }) => Name)];
}

interface LongRun {
  child: ChildProcess;
  temporary: string;
  directory: string;
  agentId: string;
}

/** A run in the middle of its workflow: a daemon, a step and a volume. */
async function inTheMiddle(t: TestContext, name: string): Promise<LongRun> {
  const temporary = join(folder, name);
  mkdirSync(temporary);
  const child = startRun(temporary, '--runtime', 'docker', long);
  const file = await until('the agent begins', () => {
    const [made] = runDirectories(temporary);
    const path = join(temporary, made ?? '', 'agent', 'agent-id');
    return existsSync(path) ? path : undefined;
  });
  const agentId = await until('it has its id', () => readFileSync(file, 'utf8').trim() || undefined);
  t.after(async () => {
    // Also where the test fails nothing of it stays.
    for (const one of await testDocker().listContainers({
      all: true,
      filters: { label: [`tiphys.agent-id=${agentId}`] },
    })) {
      await testDocker().getContainer(one.Id).remove({ force: true });
    }
  });
  await until('all runs', async () => {
    const there = await remainsOf(agentId);
    const running = await testDocker().listContainers({ filters: { label: [`tiphys.agent-id=${agentId}`] } });
    return running.some(({ Command }) => Command.includes('599')) && there.length >= 3 ? true : undefined;
  });
  return { child, temporary, directory: join(file, '..', '..'), agentId };
}

async function killed(child: ChildProcess): Promise<void> {
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}

async function assertGone({ directory, agentId }: LongRun): Promise<void> {
  await until('containers and volumes go', async () =>
    (await remainsOf(agentId)).length === 0 ? true : undefined,
  );
  await until('the directory goes', () => (existsSync(directory) ? undefined : true));
  await until('processes go', () => (processesWith(directory).length === 0 ? true : undefined));
}

test('a run that is killed leaves nothing', {
  ...TIMEOUT,
  ...(skip === undefined ? {} : { skip }),
}, async (t) => {
  const run = await inTheMiddle(t, 'watched');
  await killed(run.child);
  await assertGone(run);
});

test('what also the watch could not remove goes with the next run', {
  ...TIMEOUT,
  ...(skip === undefined ? {} : { skip }),
}, async (t) => {
  const run = await inTheMiddle(t, 'unwatched');
  const watches = processesWith(`tiphys-run-watch`).filter((pid) =>
    processesWith(run.directory).includes(pid),
  );
  assert.equal(watches.length, 1);
  for (const pid of watches) process.kill(pid, 'SIGKILL');
  const other = await inTheMiddle(t, 'beside');
  await killed(run.child);
  assert.ok((await remainsOf(run.agentId)).length >= 3);
  const next = startRun(run.temporary, '--runtime', 'process', short);
  assert.deepEqual(await once(next, 'exit'), [0, null]);
  await assertGone(run);
  assert.deepEqual(runDirectories(run.temporary), []);
  assert.ok((await remainsOf(other.agentId)).length >= 3, 'a run that lives is left alone');
  await killed(other.child);
  await assertGone(other);
});

test('commands on this host end too', TIMEOUT, async () => {
  const temporary = join(folder, 'host');
  mkdirSync(temporary);
  const child = startRun(temporary, '--runtime', 'process', onHost);
  await until('the command runs', () => processesWith('sleep 597')[0]);
  await killed(child);
  await until('the command ends', () => (processesWith('sleep 597').length === 0 ? true : undefined));
  await until('the directory goes', () => (runDirectories(temporary).length === 0 ? true : undefined));
});
