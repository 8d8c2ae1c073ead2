import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { Output, World } from './testing/api-world.ts';
import { ScriptedFaults } from './testing/scripted-faults.ts';
import { type LogOptions, workflowLogs } from './workflow-logs.ts';

const PLAIN: LogOptions = {
  podName: '',
  follow: false,
  grep: '',
  tailLines: undefined,
  since: undefined,
  timestamps: false,
};

interface Reading {
  lines: string[];
  ended: boolean;
  error: unknown;
  stop(): void;
}

/** Reads in the background: `pod: line`. */
function reading(world: World, options: Partial<LogOptions> = {}, name = 'wf'): Reading {
  const stop = new AbortController();
  const result: Reading = { lines: [], ended: false, error: undefined, stop: () => stop.abort() };
  const entries = workflowLogs(world.ports, 'argo', name, { ...PLAIN, ...options }, stop.signal);
  void (async () => {
    try {
      for await (const { podName, content } of entries) result.lines.push(`${podName}: ${content}`);
    } catch (error) {
      result.error = error;
    }
    result.ended = true;
  })();
  return result;
}

async function stored(world: World, options: Partial<LogOptions> = {}): Promise<string[]> {
  const read = reading(world, options);
  await world.pass(1);
  assert.equal(read.error, undefined);
  assert.ok(read.ended);
  return read.lines;
}

/** A workflow with the output of two pods, one of which was tried twice. */
async function written(world: World): Promise<{ workflow: Workflow; output: Output }> {
  const workflow = await world.running();
  const output = new Output(world.broker, workflow);
  await output.write('one\ntw');
  await output.write('error\n', { stream: 2 });
  await output.write('o\n');
  await output.write('other\n', { pod: 'second' });
  await output.end();
  await output.write('again\nlast', { attempt: 1 });
  return { workflow, output };
}

const ALL = ['pod: one', 'pod: error', 'pod: two', 'second: other', 'pod: again', 'pod: last'];

test('lines in the order in which they ended, streams and attempts kept apart', async () => {
  const world = new World();
  await written(world);
  assert.deepEqual(await stored(world), ALL);
});

test('of one pod, of a pattern, from a time on, with the time before each line', async () => {
  const world = new World();
  await written(world);
  assert.deepEqual(await stored(world, { podName: 'second' }), ['second: other']);
  assert.deepEqual(await stored(world, { podName: 'none' }), []);
  assert.deepEqual(await stored(world, { grep: '^[ot]' }), ['pod: one', 'pod: two', 'second: other']);
  assert.deepEqual(await stored(world, { since: 5_000 }), ALL.slice(3));
  assert.deepEqual(await stored(world, { podName: 'second', timestamps: true }), [
    'second: 1970-01-01T00:00:05.000Z other',
  ]);
});

test('the last lines of each pod, in the order of all', async () => {
  const world = new World();
  await written(world);
  assert.deepEqual(await stored(world, { tailLines: 2 }), ['second: other', 'pod: again', 'pod: last']);
  assert.deepEqual(await stored(world, { tailLines: 0 }), []);
  assert.deepEqual(await stored(world, { tailLines: 1, grep: 'o' }), ['pod: two', 'second: other']);
  assert.deepEqual(await stored(world, { tailLines: 99 }), ALL);
});

test('following ends with the workflow, and tells all that it wrote', async () => {
  const world = new World();
  const { workflow, output } = await written(world);
  const { logs } = world.ports;
  const follows: AbortSignal[] = [];
  world.ports.logs = Object.assign(Object.create(logs), {
    read: (options: { uid: string; follow: boolean }, signal: AbortSignal) => {
      if (options.follow) follows.push(signal);
      return logs.read(options, signal);
    },
  });
  const read = reading(world, { follow: true });
  await world.pass(60_000);
  assert.deepEqual(read.lines, ALL.slice(0, 5), 'the last line has not ended');
  await output.write(' words\nand more\n', { attempt: 1 });
  await output.end({ attempt: 1 });
  await world.pass(1);
  assert.deepEqual(read.lines.slice(5), ['pod: last words', 'pod: and more']);
  await world.pass(3_600_000);
  assert.equal(read.ended, false);
  await output.write('without an end', { pod: 'second' });
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual([read.ended, read.error], [true, undefined]);
  assert.deepEqual(read.lines.slice(7), ['second: without an end']);
  assert.deepEqual(
    [world.status.watches, follows.map(({ aborted }) => aborted)],
    [0, [true]],
    'nothing goes on behind it',
  );
});

test('what is stored before the end, and is still on its way to whoever follows, is told too', async () => {
  const faults = new ScriptedFaults();
  const world = new World({ faults });
  const workflow = await world.running();
  const output = new Output(world.broker, workflow);
  const read = reading(world, { follow: true });
  await output.write('heard\nopen ');
  await world.pass(1);
  faults.delay('logs.deliver', 3_600_000);
  await output.write('line\n');
  await output.end();
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual([read.ended, read.lines], [true, ['pod: heard', 'pod: open line']]);
});

test('following one that has ended already is reading it', async () => {
  const world = new World();
  const { workflow } = await written(world);
  await world.finish(workflow);
  assert.deepEqual(await stored(world, { follow: true }), ALL);
  assert.deepEqual(await stored(world, { follow: true, tailLines: 1 }), ['second: other', 'pod: last']);
});

test('the last lines, and then what comes: nothing twice, nothing in two pieces', async () => {
  const world = new World();
  const { workflow, output } = await written(world);
  await output.write('half of ', { pod: 'second' });
  await output.write('half of an error', { pod: 'second', stream: 2 });
  const read = reading(world, { follow: true, tailLines: 1 });
  await world.pass(1);
  assert.deepEqual(read.lines, [], 'the last line of each is one that has not ended');
  await output.write(' words\n', { attempt: 1 });
  await output.write('a line\n', { pod: 'second' });
  await output.end({ pod: 'second' });
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual(read.lines, ['pod: last words', 'second: half of a line', 'second: half of an error']);
  assert.ok(read.ended);
});

test('lines that only the end of an attempt ends are told once, of both streams', async () => {
  const world = new World();
  const workflow = await world.running();
  const output = new Output(world.broker, workflow);
  await output.write('standard error', { stream: 2 });
  await output.write('standard output');
  await output.end();
  const read = reading(world, { follow: true, tailLines: 5 });
  await world.pass(1);
  assert.deepEqual(read.lines, ['pod: standard output', 'pod: standard error']);
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual([read.lines.length, read.ended], [2, true]);
});

test('following ends with a deletion: during it, and before it began', async () => {
  const world = new World();
  const { workflow } = await written(world);
  const read = reading(world, { follow: true });
  await world.pass(1);
  await world.delete(workflow);
  await world.pass(1);
  assert.deepEqual([read.ended, read.error], [true, undefined]);

  const other = await world.running('other');
  const { watch } = world.status;
  const deleted = Promise.withResolvers<void>();
  // Deleted between the look at the workflow and the watch for its end, and its name used again.
  world.status.watch = async function* (query, signal) {
    world.status.watch = watch;
    await deleted.promise;
    yield* world.status.watch(query, signal);
  };
  const late = reading(world, { follow: true }, 'other');
  await world.pass(1);
  await world.delete(other);
  await world.running('other');
  deleted.resolve();
  await world.pass(1);
  assert.deepEqual([late.ended, late.error], [true, undefined]);
});

test('following one that no scheduler has taken yet waits for it', async () => {
  const world = new World();
  const workflow = await world.create();
  const read = reading(world, { follow: true });
  await world.pass(60_000);
  assert.equal(read.ended, false);
  world.scheduler.start();
  await world.projected();
  const output = new Output(world.broker, workflow);
  await output.write('at last\n');
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual([read.ended, read.lines], [true, ['pod: at last']]);
});

test('the reader may go at any time, and nothing stays behind', async () => {
  const world = new World();
  await written(world);
  const read = reading(world, { follow: true });
  await world.pass(1);
  assert.equal(world.status.watches, 1);
  read.stop();
  await world.pass(1);
  assert.deepEqual([read.ended, read.error, world.status.watches], [true, undefined, 0]);
});

test('no such workflow, and no such pattern', async () => {
  const world = new World();
  const nobody = reading(world, { follow: true });
  await world.pass(1);
  assert.equal((nobody.error as { code?: string }).code, 'not_found');
  await world.running();
  const wrong = reading(world, { grep: '[' });
  await world.pass(1);
  assert.equal((wrong.error as { code?: string }).code, 'invalid_argument');
});
