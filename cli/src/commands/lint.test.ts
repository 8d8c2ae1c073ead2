import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { BAD, GOOD, manifestFiles } from '../testing/manifests.ts';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { lint } from './lint.ts';

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
});
