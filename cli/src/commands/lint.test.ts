import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { BAD, GOOD, manifestFiles } from '../testing/manifests.ts';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { lint } from './lint.ts';
import { submit } from './submit.ts';

const PRETTY = { output: 'pretty' } as const;

describe('lint', () => {
  it('finds nothing wrong, here and on the server', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    const session = memorySession({ server });
    assert.equal(await lint(session, files, PRETTY), 0);
    assert.equal(session.printed(), '✔ no linting errors found!\n');
    assert.deepEqual(server.calls, ['lint good-']);
  });

  it('lists what is wrong by file and object, each with its line', async (t) => {
    const [bad = ''] = manifestFiles(t, { 'bad.yaml': `${GOOD}---\n${BAD}` });
    const session = memorySession({ server: new MemoryServer() });
    assert.equal(await lint(session, [bad], PRETTY), 1);
    const lines = session.printed().split('\n');
    assert.equal(lines[0], `${bad}:`);
    assert.ok(
      lines[1]?.startsWith(`   ✖ in "bad-" (Workflow): ${bad}:26 spec.templates[0].container`),
      lines[1],
    );
    assert.match(session.printed(), /\n\n✖ \d linting errors found!\n$/);
  });

  it('has a simple form', async (t) => {
    const [good = '', bad = ''] = manifestFiles(t, { 'good.yaml': GOOD, 'bad.yaml': BAD });
    const right = memorySession();
    assert.equal(await lint(right, [good], { output: 'simple', offline: true }), 0);
    assert.equal(right.printed(), 'no linting errors found!\n');
    const wrong = memorySession();
    assert.equal(await lint(wrong, [bad], { output: 'simple', offline: true }), 1);
    assert.ok(
      wrong
        .printed()
        .includes(
          `${bad}:11 spec.templates[0].plugin: needs Kubernetes: plugins run beside an agent in a pod\n`,
        ),
    );
  });

  it('says where the YAML breaks', async (t) => {
    const [bad = ''] = manifestFiles(t, { 'bad.yaml': 'kind: Workflow\nspec: [\n' });
    const session = memorySession();
    assert.equal(await lint(session, [bad], { ...PRETTY, offline: true }), 1);
    assert.match(session.printed(), /\n {3}✖ .*bad\.yaml:\d+ /);
  });

  it('passes on what only the server objects to', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD });
    const server = new MemoryServer();
    server.lintRefusal = new ClientError('invalid_argument', 'spec.x: no\nspec.y: no');
    const session = memorySession({ server });
    assert.equal(await lint(session, files, PRETTY), 1);
    assert.match(
      session.printed(),
      /a\.yaml spec\.x: no\n.*a\.yaml spec\.y: no\n\n✖ 2 linting errors found!\n$/,
    );
  });

  it('does without a server that nobody named, and says so', async (t) => {
    const files = manifestFiles(t, { 'a.yaml': GOOD, 'b.yaml': GOOD });
    const session = memorySession();
    assert.equal(await lint(session, files, PRETTY), 0);
    assert.equal(session.complained(), 'no server at 127.0.0.1:2746: linted without it\n');
    await assert.rejects(lint(memorySession({ named: true }), files, PRETTY), { code: 'unavailable' });
    const offline = memorySession({ named: true });
    assert.equal(await lint(offline, files, { ...PRETTY, offline: true }), 0);
  });

  it('takes the manifests of a directory, and fails where there is none', async (t) => {
    const [file = ''] = manifestFiles(t, { 'a.yml': GOOD, 'notes.txt': 'x' });
    const session = memorySession();
    assert.equal(await lint(session, [dirname(file)], { ...PRETTY, offline: true }), 0);
    const [other = ''] = manifestFiles(t, { 'notes.txt': 'x' });
    const none = memorySession();
    assert.equal(await lint(none, [dirname(other)], { ...PRETTY, offline: true }), 1);
    assert.equal(none.printed(), '✖ found nothing to lint in the specified paths, failing...\n');
  });

  it('lints cron workflows, here and on the server', async (t) => {
    const cron = (schedule: string) =>
      `kind: CronWorkflow\nmetadata: {name: c}\nspec:\n  schedules: ["${schedule}"]\n  workflowSpec: {entrypoint: m, templates: [{name: m, container: {image: a}}]}\n`;
    const [good = '', bad = ''] = manifestFiles(t, {
      'good.yaml': cron('* * * * *'),
      'bad.yaml': cron('hourly').replace('entrypoint: m', 'entrypoint: z'),
    });
    const server = new MemoryServer();
    assert.equal(await lint(memorySession({ server }), [good], PRETTY), 0);
    server.crons.lintRefusal = new ClientError('invalid_argument', 'no');
    assert.equal(await lint(memorySession({ server }), [good], PRETTY), 1);
    const wrong = memorySession();
    assert.equal(await lint(wrong, [bad], { output: 'simple', offline: true }), 1);
    assert.match(wrong.printed(), /bad\.yaml:4 spec\.schedules\[0\]: cron schedule hourly is malformed/);
    assert.match(
      wrong.printed(),
      /bad\.yaml:5 spec\.workflowSpec\.entrypoint: cannot validate Workflow: template name 'z' undefined/,
    );
  });

  it('warns of booleans that look like texts, and of workflow.status where a task has just ended', async (t) => {
    const files = manifestFiles(t, { 'w.yaml': DOUBTFUL });
    const linted = memorySession();
    assert.equal(await lint(linted, files, { ...PRETTY, offline: true }), 0);
    const submitted = memorySession();
    await submit(submitted, files, { output: 'name', dryRun: true });
    for (const text of [linted.printed(), submitted.complained()]) {
      assert.match(text, /w\.yaml:8 .*: yes without quotes is the boolean true/);
      assert.match(
        text,
        /w\.yaml:9 .*hooks\.exit.*: workflow\.status is Running while a task has just ended/,
      );
    }
  });

  it('tells the line of what is no UTF-8', async (t) => {
    const [file = ''] = manifestFiles(t, { 'w.yaml': '' });
    writeFileSync(file, Buffer.concat([Buffer.from('kind: Workflow\nspec: "'), Buffer.from([0xff, 0xfe])]));
    await assert.rejects(lint(memorySession(), [file], { ...PRETTY, offline: true }), {
      message: `${file}:2: this is no text in UTF-8`,
    });
  });
});

const DOUBTFUL = `kind: Workflow
metadata: {name: w}
spec:
  entrypoint: m
  templates:
  - name: m
    dag:
      tasks: [{name: a, template: t, withItems: [yes],
        hooks: {exit: {template: t, expression: workflow.status == "Failed"}}}]
  - {name: t, container: {image: a}}
`;
