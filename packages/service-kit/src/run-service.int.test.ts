import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, test } from 'node:test';

type Line = Record<string, unknown>;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process whose `main.ts` starts a service of this body. */
function run(body: string, env: Record<string, string> = {}): { child: ChildProcess; output: Interface } {
  const index = JSON.stringify(join(import.meta.dirname, 'index.ts'));
  const program = `
    import { runService, startGrpcServer } from ${index};
    const started = (more) => ({ name: 'api', checks: [], address: undefined, done: new Promise(() => {}), stop: async () => {}, ...more });
    setInterval(() => {}, 1000);
    await runService({ name: 'api', env: process.env, start: async (context) => { ${body} } });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  assert.ok(child.stdout);
  return { child, output: createInterface({ input: child.stdout }) };
}

/** The lines up to the one with that message. */
async function until(output: Interface, message: string): Promise<Line> {
  for (;;) {
    const [line] = (await once(output, 'line')) as [string];
    const parsed = JSON.parse(line) as Line;
    if (parsed.msg === message) return parsed;
  }
}

async function linesUntilExit(
  child: ChildProcess,
  output: Interface,
): Promise<{ code: number; lines: Line[] }> {
  const lines: Line[] = [];
  output.on('line', (line) => lines.push(JSON.parse(line)));
  const [[code]] = await Promise.all([once(child, 'exit'), once(output, 'close')]);
  return { code, lines };
}

test('ready, asked to end, ended', async () => {
  const { child, output } = run(
    `return started({ address: '127.0.0.1:2746', stop: async () => context.logger.info('closing') });`,
  );
  const ready = await until(output, 'ready');
  assert.equal(ready.address, '127.0.0.1:2746');
  assert.equal(ready.service, 'api');
  const rest = linesUntilExit(child, output);
  child.kill('SIGTERM');
  const { code, lines } = await rest;
  assert.equal(code, 0);
  assert.deepEqual(
    lines.map((line) => line.msg),
    ['stopping', 'closing', 'stopped'],
  );
});

test('asked to end while it starts', async () => {
  const { child, output } = run(`
    context.logger.info('waiting');
    await new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)));
  `);
  await until(output, 'waiting');
  const rest = linesUntilExit(child, output);
  child.kill('SIGINT');
  assert.equal((await rest).code, 0);
});

test('a stop that takes too long, and a second signal', async () => {
  const stuck = `return started({ stop: () => new Promise(() => {}) });`;
  const slow = run(stuck, { TIPHYS_STOP_GRACE: '50ms' });
  await until(slow.output, 'ready');
  const rest = linesUntilExit(slow.child, slow.output);
  slow.child.kill('SIGTERM');
  const { code, lines } = await rest;
  assert.equal(code, 1);
  assert.equal(lines.at(-1)?.msg, 'not stopped in time');

  const impatient = run(stuck);
  await until(impatient.output, 'ready');
  impatient.child.kill('SIGINT');
  await until(impatient.output, 'stopping');
  const ended = once(impatient.child, 'exit');
  impatient.child.kill('SIGINT');
  assert.deepEqual(await ended, [1, null]);
});

test('each way to fail is one line and a code', async () => {
  const port = createServer().listen(0, '127.0.0.1');
  await once(port, 'listening');
  const address = `127.0.0.1:${(port.address() as { port: number }).port}`;
  const cases: { body: string; env?: Record<string, string>; code: number; message: RegExp }[] = [
    {
      body: 'return started();',
      env: { TIPHYS_STOP_GRACE: 'soon', TIPHYS_LOG_LEVEL: 'loud' },
      code: 2,
      message: /^cannot start: TIPHYS_LOG_LEVEL must be one of debug.+; TIPHYS_STOP_GRACE must be a duration/,
    },
    {
      body: `await startGrpcServer({ address: '${address}', services: [], logger: context.logger });`,
      code: 1,
      message: /^cannot start: port \d+ is taken: stop the process that listens on/,
    },
    {
      body: 'return started({ done: Promise.reject(new Error("lost")) });',
      code: 1,
      message: /^ended by an error$/,
    },
    {
      body: 'setTimeout(() => { throw new Error("bug"); }, 1); return started();',
      code: 1,
      message: /^crashed$/,
    },
    { body: 'void Promise.reject(new Error("bug")); return started();', code: 1, message: /^crashed$/ },
  ];
  for (const { body, env, code, message } of cases) {
    const { child, output } = run(body, env);
    const ended = await linesUntilExit(child, output);
    const errors = ended.lines.filter((line) => line.level === 'error');
    assert.equal(errors.length, 1, body);
    assert.match(String(errors[0]?.msg), message);
    assert.equal(ended.code, code, body);
  }
  port.close();
});

test('health endpoints are there before the service is', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = `127.0.0.1:${(probe.address() as { port: number }).port}`;
  probe.close();
  await once(probe, 'close');
  const { output } = run(
    `
      context.logger.info('waiting');
      await new Promise((resolve) => process.on('SIGUSR2', resolve));
      context.metrics.counter('tiphys.api.created', { description: 'created', unit: '1' }).add(3);
      return started();
    `,
    { TIPHYS_HEALTH_ADDRESS: address },
  );
  await until(output, 'waiting');
  const get = async (path: string): Promise<string> => (await fetch(`http://${address}${path}`)).text();
  assert.equal(await get('/readyz'), 'api: starting\n');
  const ready = until(output, 'ready');
  children[0]?.kill('SIGUSR2');
  await ready;
  assert.equal(await get('/readyz'), 'ready\n');
  assert.match(await get('/metrics'), /^tiphys_api_created_total 3$/m);
});
