import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
const TIPHYS = join(ROOT, 'cli/bin/tiphys.mjs');
/** Generous: the machine may be busy with other suites. */
const TIMEOUT_MS = 240_000;

interface Result {
  code: number | null;
  out: string;
  err: string;
}

let folder = '';
let installation: ChildProcess;
let env: NodeJS.ProcessEnv;

async function run(command: string, args: readonly string[]): Promise<Result> {
  const child = spawn(command, args, { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const result: Result = { code: null, out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    result.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    result.err += text;
  });
  [result.code] = await once(child, 'close');
  return result;
}

function tiphys(...args: string[]): Promise<Result> {
  return run(process.execPath, [TIPHYS, ...args]);
}

/** The address that `up` prints once it serves. */
async function addressOf(up: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of up.stdout?.setEncoding('utf8') ?? []) {
    said += text;
    const address = /tiphys is up at (\S+),/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`up ended: ${said}`);
}

/** The last tree of an output, names, hashes and durations made equal and columns closed up. */
function shape(output: string): string[] {
  const tree = output.slice(output.lastIndexOf('\nSTEP') + 1);
  return tree
    .replace(/exit-handler-[a-z0-9]{5}/g, 'W')
    .replace(/-\d{6,10}\b/g, '-H')
    .replace(/ \d+[sm] *$/gm, ' D')
    .replace(/(?<=\S) {2,}/g, '  ')
    .trimEnd()
    .split('\n');
}

describe('the commands on a running installation', { timeout: TIMEOUT_MS }, () => {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tiphys-stack-'));
    // Everybody's: PostgreSQL does not run as root.
    env = {
      ...process.env,
      NO_COLOR: '1',
      PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    };
    installation = spawn(
      process.execPath,
      [TIPHYS, 'up', '--port', '0', '--data', join(folder, 'data'), '--runtime', 'process'],
      { env, cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    env.TIPHYS_SERVER = await addressOf(installation);
  });

  after(async () => {
    const closed = once(installation, 'close');
    installation.kill('SIGINT');
    const [code] = await closed;
    rmSync(folder, { recursive: true, force: true });
    assert.equal(code, 0);
  });

  it('draws the tree of a handler at a task', async () => {
    const { code, out, err } = await tiphys('submit', '--watch', 'examples/exit-handler-task.yaml');
    assert.deepEqual([code, err], [0, '']);
    assert.deepEqual(shape(out), [
      'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE',
      ' ✔ W  main',
      ' ├─✔ a  whalesay  W-whalesay-H  D',
      ' └─✔ a.onExit  tidy-up  W-tidy-up-H  D',
    ]);
  });

  it('draws the tree of a handler at the workflow', async () => {
    const { code, out } = await tiphys('submit', '--watch', 'examples/exit-handler-workflow.yaml');
    assert.equal(code, 0);
    assert.deepEqual(shape(out), [
      'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE',
      ' ✔ W  main',
      ' └─✔ a  whalesay  W-whalesay-H  D',
      '',
      ' ✔ W.onExit  tidy-up  W-tidy-up-H  D',
    ]);
  });

  it('draws the tree of a handler with a choice', async () => {
    const { code, out } = await tiphys('submit', '--watch', 'examples/exit-handler-conditional.yaml');
    assert.equal(code, 0);
    assert.deepEqual(shape(out), [
      'STEP  TEMPLATE  PODNAME  DURATION  MESSAGE',
      ' ✔ W  main',
      ' └─✔ a  whalesay  W-whalesay-H  D',
      '',
      ' ✔ W.onExit  tidy-up',
      ' └─┬─✔ celebrate  celebrate  W-celebrate-H  D',
      "   └─○ cry  cry  when 'Succeeded != Succeeded' evaluated false",
    ]);
  });

  it('submits, waits, gets, lists, logs and deletes', async () => {
    const file = manifest('echo', 'echo "hello {{workflow.parameters.who}}"');
    const submitted = await tiphys('submit', file, '-p', 'who=you', '-l', 'suite=cli', '-o', 'name');
    assert.deepEqual([submitted.code, submitted.err], [0, '']);
    const name = submitted.out.trim();
    const waited = await tiphys('wait', name);
    assert.equal(waited.code, 0);
    assert.match(waited.out, new RegExp(`^${name} Succeeded at `));
    const got = JSON.parse((await tiphys('get', name, '-o', 'json')).out);
    assert.equal(got.status.phase, 'Succeeded');
    assert.equal(got.status.nodes[name].outputs.exitCode, '0');
    const listed = await tiphys('list', '-l', 'suite=cli', '--completed');
    assert.match(listed.out, new RegExp(`^NAME .*\n${name} +Succeeded `));
    assert.equal((await tiphys('logs', name)).out, `${name}: hello you\n`);
    assert.equal((await tiphys('logs', '@latest', '--grep', 'nobody')).out, '');
    assert.equal((await tiphys('delete', name)).out, `Workflow '${name}' deleted\n`);
    const gone = await tiphys('get', name);
    assert.deepEqual([gone.code, gone.out], [1, '']);
    assert.match(gone.err, /^Error: .*not found\n$/);
  });

  it('exits with the outcome, and shows the log as it comes', async () => {
    const file = manifest('fail', 'echo so far; exit 3');
    const { code, out } = await tiphys('submit', '--log', file, '-o', 'name');
    const [name = ''] = out.split('\n');
    assert.deepEqual([code, out], [1, `${name}\n${name}: so far\n`]);
    assert.equal((await tiphys('watch', name)).code, 1);
    assert.match((await tiphys('get', name)).out, /\nMessage: .*\(exit code 3\)\n/);
  });

  it('stops with handlers and terminates without', async () => {
    const file = manifest('long', 'sleep 600', 'echo tidied');
    for (const [command, hasHandler] of [
      ['stop', true],
      ['terminate', false],
    ] as const) {
      const name = (await tiphys('submit', file, '-o', 'name')).out.trim();
      const watching = tiphys('watch', name);
      const ended = await tiphys(command, name);
      assert.equal(ended.code, 0, ended.err);
      const { code, out } = await watching;
      assert.equal(code, 1);
      assert.equal(out.includes(`${name}.onExit`), hasHandler, out);
    }
  });

  it('redraws on a terminal', async () => {
    const file = manifest('tty', 'echo hello');
    const command = [process.execPath, TIPHYS, 'submit', '--watch', file].join(' ');
    const { code, out } = await run('script', ['-qec', command, '/dev/null']);
    assert.equal(code, 0);
    assert.ok(out.includes('\u001b[H\u001b[2J'));
    assert.match(out.slice(out.lastIndexOf('\u001b[2J')), /Status: +Succeeded\r?\n/);
  });

  it('lints with the server, and has its version', async () => {
    const linted = await tiphys('lint', 'examples');
    assert.deepEqual([linted.code, linted.out, linted.err], [0, '✔ no linting errors found!\n', '']);
    assert.match((await tiphys('version')).out, /\ntiphys-server: v/);
  });
});

/** A workflow of one command in a shell. */
function manifest(name: string, script: string, handler?: string): string {
  const path = join(folder, `${name}.yaml`);
  const onExit = handler === undefined ? '' : '  onExit: handler\n';
  const template = (called: string, text: string): string =>
    `  - name: ${called}\n    container: {image: busybox, command: [sh, -c], args: [${JSON.stringify(text)}]}\n`;
  writeFileSync(
    path,
    `kind: Workflow\nmetadata: {generateName: ${name}-}\nspec:\n  entrypoint: main\n${onExit}` +
      '  arguments: {parameters: [{name: who, value: nobody}]}\n  templates:\n' +
      template('main', script) +
      (handler === undefined ? '' : template('handler', handler)),
  );
  return path;
}
