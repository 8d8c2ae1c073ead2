import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BAD, GOOD, manifestFiles } from '../testing/manifests.ts';
import { MemoryServer, type WatchEvent, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { run } from './run.ts';
import { type SubmitFlags, submit } from './submit.ts';
import { up } from './up.ts';

process.env.TZ = 'UTC';

function event(phase: Parameters<typeof workflowIn>[1]): WatchEvent {
  return { type: 'MODIFIED', object: workflowIn('good-abcde', phase) };
}

describe('submit', () => {
  it('creates every document of every file, and prints what was created', async (t) => {
    const files = manifestFiles(t, {
      'a.yaml': `${GOOD}---\n${GOOD.replace('good-', 'other-')}---\n`,
      'b.yaml': GOOD,
    });
    const server = new MemoryServer();
    const session = memorySession({ server });
    assert.equal(await submit(session, files, { output: 'name' }), 0);
    assert.equal(session.printed(), 'good-abcde\nother-abcde\ngood-abcde\n');
    assert.deepEqual(server.calls, ['create default {}', 'create default {}', 'create default {}']);
  });

  it('reads standard input, and says what it changes', async () => {
    const server = new MemoryServer();
    const session = memorySession({ server, stdin: GOOD });
    assert.equal(await submit(session, ['-'], { name: 'n', parameter: ['message=bye'] }), 0);
    assert.match(session.printed(), /^Name: +n\n(?:.|\n)*\nParameters:\n {2}message: +bye\n$/);
  });

  it('refuses what is wrong with its place, and sends nothing', async (t) => {
    const [good = '', bad = ''] = manifestFiles(t, { 'good.yaml': GOOD, 'bad.yaml': BAD });
    const server = new MemoryServer();
    await assert.rejects(submit(memorySession({ server }), [good, bad], {}), (error: Error) => {
      const lines = error.message.split('\n');
      assert.ok(
        lines.some((line) => line.startsWith(`${bad}:10 spec.templates[0].container`)),
        error.message,
      );
      assert.ok(
        lines.some(
          (line) =>
            line ===
            `${bad}:11 spec.templates[0].plugin: needs Kubernetes: plugins run beside an agent in a pod`,
        ),
        error.message,
      );
      return true;
    });
    assert.deepEqual(server.calls, []);
  });

  it('refuses a file that is not there, and one that has no workflow', async (t) => {
    const session = memorySession({ server: new MemoryServer() });
    await assert.rejects(
      submit(session, ['/none.yaml'], {}),
      /^CommandError: \/none\.yaml: no such file or directory/,
    );
    const [empty = ''] = manifestFiles(t, { 'empty.yaml': '---\n' });
    await assert.rejects(submit(session, [empty], {}), /no workflow found in given files/);
  });

  it('sends nothing in a dry run, and asks the server in the other', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    const session = memorySession({ server });
    assert.equal(await submit(session, files, { dryRun: true, output: 'json' }), 0);
    assert.equal(JSON.parse(session.printed()).metadata.namespace, 'default');
    assert.deepEqual(server.calls, []);
    assert.equal(await submit(session, files, { serverDryRun: true, output: 'name' }), 0);
    assert.deepEqual(server.calls, ['create default {"serverDryRun":true}']);
  });

  it('refuses flags that do not go together', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD, 'b.yaml': GOOD });
    const session = memorySession({ server: new MemoryServer() });
    const cases: SubmitFlags[] = [
      { watch: true, wait: true },
      { watch: true, dryRun: true, output: 'name' },
      { log: true, serverDryRun: true, output: 'name' },
      { dryRun: true, serverDryRun: true, output: 'name' },
      { dryRun: true },
      { serverDryRun: true },
      { watch: true },
      { parameter: ['x'] },
    ];
    for (const flags of cases) {
      await assert.rejects(submit(session, files, flags), { code: 'usage' }, JSON.stringify(flags));
    }
  });

  it('watches, and exits with the outcome', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    server.watches.set('good-abcde', [[event('Running'), event('Failed')]]);
    const session = memorySession({ server });
    assert.equal(await submit(session, files, { watch: true }), 1);
    assert.match(session.printed(), /\n● good-abcde Running\n✖ good-abcde Failed\n/);
  });

  it('waits for all of them', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    server.watches.set('good-abcde', [[event('Succeeded')], [event('Succeeded')]]);
    const session = memorySession({ server });
    assert.equal(await submit(session, files, { wait: true }), 0);
    assert.match(session.printed(), /\ngood-abcde Succeeded at 2026-01-01 00:00:05 \+0000 UTC\n$/);
    const quiet = memorySession({ server });
    assert.equal(await submit(quiet, files, { wait: true, output: 'name' }), 0);
    assert.equal(quiet.printed(), 'good-abcde\n');
  });

  it('prints the log until the end, and exits with the outcome', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    server.logs = [{ podName: 'good-abcde', content: 'hello' }];
    server.watches.set('good-abcde', [[event('Failed')]]);
    const session = memorySession({ server });
    assert.equal(await submit(session, files, { log: true, output: 'name' }), 1);
    assert.equal(session.printed(), 'good-abcde\ngood-abcde: hello\n');
    assert.deepEqual(server.logCalls, [{ container: 'main', follow: true }]);
  });
});

describe('run and up', () => {
  const steps: string[] = [];
  const start = async (options: { port: number; ephemeral: boolean }) => {
    steps.push(`start ${options.port} ${options.ephemeral}`);
    return { address: '127.0.0.1:1', runtime: 'docker', stop: async () => void steps.push('stop') };
  };

  it('run starts, submits, watches and stops, and exits with the outcome', async (t) => {
    const [file = ''] = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    server.watches.set('good-abcde', [[event('Failed')]]);
    const session = memorySession({ server });
    assert.equal(await run(session, file, { runtime: 'process' }, start), 1);
    assert.deepEqual(steps.splice(0), ['start 0 true', 'stop']);
    assert.match(session.printed(), /^Name: +good-abcde\n(?:.|\n)*✖ good-abcde Failed\n/);
  });

  it('run stops what it started when the submission is refused, and starts nothing for a bad file', async (t) => {
    const [good = '', bad = ''] = manifestFiles(t, { 'a.yaml': GOOD, 'b.yaml': BAD });
    const server = new MemoryServer();
    server.createWorkflow = () => Promise.reject(new Error('refused'));
    await assert.rejects(run(memorySession({ server }), good, {}, start), /refused/);
    assert.deepEqual(steps.splice(0), ['start 0 true', 'stop']);
    await assert.rejects(run(memorySession({ server }), bad, {}, start), { code: 'failed' });
    assert.deepEqual(steps.splice(0), []);
  });

  it('up runs until it is interrupted', async () => {
    const session = memorySession();
    const ended = up(session, { port: 2746 }, start);
    session.interrupt();
    assert.equal(await ended, 0);
    assert.deepEqual(steps.splice(0), ['start 2746 false', 'stop']);
    assert.match(session.printed(), /^tiphys is up at 127\.0\.0\.1:1, runtime docker/);
  });
});
