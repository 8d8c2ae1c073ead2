import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { type Duplex, Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import type { ContainerTask } from '@tiphys/engine';
import { type Extract, extract, pack } from 'tar-stream';
import type {
  AttemptContainer,
  AttemptIdentity,
  ContainerRuntime,
  OutputChunk,
  StartOrder,
} from '../runtime.ts';

/** What the suite has containers do; each adapter says how. */
export type Program =
  /** Writes `hello\n` and ends well. */
  | 'hello'
  /** Writes `bad\n` to standard error and ends with 3. */
  | 'fail'
  /** Writes `a\n`, `b\n` to standard error, and `c` without a newline, in this order. */
  | 'mixed'
  /** Writes `up\n`; ends with 143 at SIGTERM. */
  | 'forever'
  /** Writes `up\n`; goes on after SIGTERM. */
  | 'stubborn'
  /** Leaves the files that `file` names: `text` holds `text\n`, `large` 1,000 bytes; `none` is not there. */
  | 'files'
  /** A script: writes `script\n`. */
  | 'script'
  /** Writes the file that TIPHYS_FAILURES names: `[{"phase":"Failed"}]`. */
  | 'failures'
  /** Names a command that does not exist. */
  | 'missing';

export interface RuntimeSubject {
  /** A runtime as another process would have it: on the same host, with nothing of the others' memory. */
  open(): ContainerRuntime;
  task(program: Program): Pick<ContainerTask, 'image' | 'command' | 'args' | 'script' | 'failures'>;
  /** Where `files` leaves a file. */
  file(name: 'text' | 'large' | 'none'): string;
  /** An absolute path where something may be placed before the start, and is read after the end. */
  place: string;
}

const never = new AbortController().signal;

/** What holds for every runtime. */
export function runtimeSuite(
  name: string,
  makeSubject: () => RuntimeSubject | Promise<RuntimeSubject>,
  skip?: string,
): void {
  describe(`runtime: ${name}`, skip === undefined ? {} : { skip }, () => {
    const agentId = `suite-${randomUUID()}`;
    let subject: RuntimeSubject | undefined;
    const get = async (): Promise<RuntimeSubject> => {
      subject ??= await makeSubject();
      return subject;
    };

    after(async () => {
      if (subject === undefined) return;
      const left = await subject.open().list(agentId);
      for (const container of left) await container.remove();
      assert.deepEqual(
        left.map(({ attempt }) => attempt.nodeId),
        [],
        'containers were left behind',
      );
    });

    async function order(program: Program): Promise<StartOrder> {
      const task = (await get()).task(program);
      return {
        agentId,
        attempt: identity(),
        traceparent: '00-1-2-01',
        task: { ...BLANK, ...task },
      };
    }

    async function started(program: Program): Promise<{ container: AttemptContainer; start: StartOrder }> {
      const start = await order(program);
      return { container: await (await get()).open().start(start, never), start };
    }

    test('it can be used', async () => {
      assert.equal(await (await get()).open().problem(), undefined);
    });

    test('a container runs, is read, and is removed', async () => {
      const { container, start } = await started('hello');
      assert.equal(text(await all(container)), 'hello\n');
      const exit = await container.exited(never);
      assert.equal(exit.exitCode, 0);
      assert.equal(exit.oomKilled, false);
      await container.remove();
      await container.remove();
      assert.equal(await (await get()).open().find(start.attempt), undefined);
    });

    test('before anything of it is started the attempt can be found, and what is thrown then is thrown', async () => {
      const blank = await order('hello');
      const open = (await get()).open();
      const failing = async (): Promise<void> => {
        assert.equal((await (await get()).open().find(blank.attempt))?.started, false);
        throw new Error('not noted');
      };
      await assert.rejects(open.start({ ...blank, beforeStart: failing }, never), /not noted/);
      const calls: string[] = [];
      const noted = async (): Promise<void> => void calls.push('noted');
      const container = await open.start({ ...blank, beforeStart: noted }, never);
      assert.equal(text(await all(container)), 'hello\n');
      assert.deepEqual(calls, ['noted']);
      await container.remove();
    });

    test('a container that fails says how', async () => {
      const { container } = await started('fail');
      const chunks = await all(container);
      assert.deepEqual(
        chunks.map(({ stream }) => stream),
        [2],
      );
      assert.equal((await container.exited(never)).exitCode, 3);
      await container.remove();
    });

    test('what failed is a file of the handler of the workflow', async () => {
      const { container } = await started('failures');
      assert.equal(text(await all(container)), '[{"phase":"Failed"}]');
      await container.remove();
    });

    test('a script runs from a file of its own', async () => {
      const { container } = await started('script');
      assert.equal(text(await all(container)), 'script\n');
      assert.equal((await container.exited(never)).exitCode, 0);
      await container.remove();
    });

    test('an attempt that is started twice runs once', async () => {
      const { container, start } = await started('hello');
      const again = await (await get()).open().start(start, never);
      await container.exited(never);
      const afterwards = await (await get()).open().start(start, never);
      for (const handle of [container, again, afterwards]) {
        assert.equal(text(await all(handle)), 'hello\n');
        assert.equal((await handle.exited(never)).exitCode, 0);
      }
      await container.remove();
    });

    test('starts at the same time run once', async () => {
      const start = await order('hello');
      const { open } = await get();
      const handles = await Promise.all([open().start(start, never), open().start(start, never)]);
      for (const handle of handles) assert.equal(text(await all(handle)), 'hello\n');
      await handles[0].remove();
    });

    test('another agent process finds what runs and goes on where it was', async () => {
      const { container, start } = await started('forever');
      const other = await found(await get(), agentId, start.attempt);
      assert.ok(other.started);
      assert.deepEqual(other.attempt, start.attempt);
      assert.equal(other.agentId, agentId);
      assert.equal(other.traceparent, start.traceparent);
      const { nodeName, podName, templateName, outputFiles, includeResult } = other.remains;
      assert.deepEqual({ nodeName, podName, templateName, outputFiles, includeResult }, REMAINS);
      assert.equal(text(await until(other, 'up\n')), 'up\n');
      assert.deepEqual(await (await get()).open().list(`${agentId}-other`), []);
      assert.match((await other.address()) ?? 'none', /^[0-9a-f.:]+$/);
      await other.stop(60_000);
      assert.equal((await container.exited(never)).exitCode, 143);
      assert.equal(await other.address(), undefined);
      await other.remove();
    });

    test('offsets are the same at each reading, over both streams', async () => {
      const { container, start } = await started('mixed');
      const whole = await all(container);
      await container.exited(never);
      assert.equal(text(whole), 'a\nb\nc');
      assert.deepEqual(streamsOf(whole), [1, 1, 2, 2, 1]);
      assert.ok(whole.every(({ at }) => at > 0));
      const other = await found(await get(), agentId, start.attempt);
      for (let offset = 0; offset <= 5; offset += 1) {
        const rest = await all(other, offset);
        assert.equal(text(rest), 'a\nb\nc'.slice(offset), `from ${offset}`);
        assert.equal(rest[0]?.offset ?? offset, offset);
        assert.deepEqual(streamsOf(rest), [1, 1, 2, 2, 1].slice(offset));
      }
      await other.remove();
    });

    test('one that does not heed SIGTERM is killed after the grace', async () => {
      const { container } = await started('stubborn');
      await until(container, 'up\n');
      await container.stop(1000);
      assert.equal((await container.exited(never)).exitCode, 137);
      await container.stop(1000);
      await container.remove();
    });

    test('one that is removed while it runs ends', async () => {
      const { container, start } = await started('forever');
      await until(container, 'up\n');
      const exited = container.exited(never);
      await container.remove();
      assert.notEqual((await exited).exitCode, 0);
      assert.equal(await (await get()).open().find(start.attempt), undefined);
    });

    test('files of the ended container', async () => {
      const { container } = await started('files');
      await container.exited(never);
      const { file } = await get();
      assert.equal(new TextDecoder().decode(await container.readFile(file('text'), 5)), 'text\n');
      assert.equal((await container.readFile(file('large'), 1000))?.length, 1000);
      await assert.rejects(container.readFile(file('large'), 999), {
        code: 'file_too_large',
        retryable: false,
      });
      assert.equal(await container.readFile(file('none'), 5), undefined);
      await container.remove();
    });

    test('archives are unpacked before the start, and read back after the end', async () => {
      const { open, place } = await get();
      const archives = [() => placedArchive(place.slice(1)), () => placedArchive(`${place.slice(1)}-2`)];
      const container = await open().start({ ...(await order('hello')), archives }, never);
      await container.exited(never);
      assert.equal(await fileText(container, `${place}/sub/b`), 'bb');
      const folder = await readBack(container, place);
      assert.deepEqual([...folder.keys()].filter((name) => !name.endsWith('/')).sort(), FILES_BELOW(place));
      assert.equal(folder.get(`${posix.basename(place)}/a`), 'a');
      const file = await readBack(container, `${place}-2/sub/b`);
      assert.deepEqual([...file], [['b', 'bb']]);
      assert.equal(await container.readArchive(`${place}/none`, never), undefined);
      await container.remove();
    });

    test('a command that does not exist is refused, and nothing is left', async () => {
      const start = await order('missing');
      await assert.rejects((await get()).open().start(start, never), {
        code: 'command_not_found',
        retryable: false,
        message:
          'main: Error (exit code 64): failed to find name in PATH: exec: "no-such-command": executable file not found in $PATH',
      });
      assert.equal(await (await get()).open().find(start.attempt), undefined);
    });

    test('a start that was called off leaves nothing', async () => {
      const start = await order('hello');
      await assert.rejects((await get()).open().start(start, AbortSignal.abort()), { code: 'cancelled' });
      assert.equal(await (await get()).open().find(start.attempt), undefined);
    });

    test('waiting ends with the signal', async () => {
      const { container } = await started('forever');
      const abort = new AbortController();
      const exited = assert.rejects(container.exited(abort.signal), { name: 'AbortError' });
      const read = assert.rejects(all(container, 0, abort.signal), { name: 'AbortError' });
      await until(container, 'up\n');
      abort.abort();
      await exited;
      await read;
      await container.remove();
    });
  });
}

const REMAINS = {
  nodeName: 'wf.a',
  podName: 'wf-say-1',
  templateName: 'say',
  outputFiles: [{ name: 'out', path: '/tmp/out', default: 'a "quoted" default' }],
  includeResult: true,
};
const BLANK: ContainerTask = { ...REMAINS, image: '', command: [], args: [], env: [] };

const FILES_BELOW = (place: string): string[] =>
  ['a', 'sub/b'].map((name) => `${posix.basename(place)}/${name}`);

async function* placedArchive(root: string): AsyncGenerator<Uint8Array> {
  const archive = pack();
  archive.entry({ name: `${root}/`, type: 'directory', mode: 0o755 });
  archive.entry({ name: `${root}/a`, mode: 0o644 }, 'a');
  archive.entry({ name: `${root}/sub/b`, mode: 0o644 }, 'bb');
  archive.finalize();
  yield* archive as AsyncIterable<Uint8Array>;
}

/** The files of an archive by their names in it; folders end with `/`. */
async function readBack(container: AttemptContainer, path: string): Promise<Map<string, string>> {
  const archive = await container.readArchive(path, never);
  assert.ok(archive, `no ${path}`);
  const files = new Map<string, string>();
  for await (const entry of Readable.from(archive).pipe(extract() as unknown as Duplex & Extract)) {
    const parts: Uint8Array[] = [];
    for await (const part of entry) parts.push(part);
    const name = entry.header.name;
    if (entry.header.type === 'directory') files.set(name.endsWith('/') ? name : `${name}/`, '');
    else files.set(name, Buffer.concat(parts).toString('utf8'));
  }
  return files;
}

async function fileText(container: AttemptContainer, path: string): Promise<string> {
  return new TextDecoder().decode(await container.readFile(path, 1000));
}

function identity(): AttemptIdentity {
  const uid = randomUUID();
  return { workflow: { uid, namespace: 'default', name: 'wf' }, nodeId: 'wf-1651124468', attempt: 2 };
}

async function found(
  subject: RuntimeSubject,
  agentId: string,
  attempt: AttemptIdentity,
): Promise<AttemptContainer> {
  const listed = await subject.open().list(agentId);
  const container = listed.find(({ attempt: other }) => other.workflow.uid === attempt.workflow.uid);
  assert.ok(container, 'the container is not listed');
  return container;
}

async function all(container: AttemptContainer, fromOffset = 0, signal = never): Promise<OutputChunk[]> {
  const chunks: OutputChunk[] = [];
  for await (const chunk of container.output(fromOffset, signal)) chunks.push(chunk);
  return chunks;
}

async function until(container: AttemptContainer, expected: string): Promise<OutputChunk[]> {
  const chunks: OutputChunk[] = [];
  for await (const chunk of container.output(0, never)) {
    chunks.push(chunk);
    if (text(chunks) === expected) break;
  }
  return chunks;
}

function text(chunks: readonly OutputChunk[]): string {
  return Buffer.concat(chunks.map(({ data }) => data)).toString('utf8');
}

function streamsOf(chunks: readonly OutputChunk[]): number[] {
  return chunks.flatMap(({ stream, data }) => Array<number>(data.length).fill(stream));
}
