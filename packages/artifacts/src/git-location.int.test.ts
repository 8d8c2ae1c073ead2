import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { GitArtifact } from '@tiphys/spec';
import { testDirectory } from '@tiphys/testkit';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { loadArtifact } from './load-artifact.ts';

const signal = new AbortController().signal;
const folder = testDirectory();
let count = 0;

function access(rest: Partial<ArtifactAccess> = {}): ArtifactAccess {
  count += 1;
  return {
    store: new MemoryObjectStore(),
    readSecret: async (name, key) => (name === 'git' ? `${key}-value` : undefined),
    temporaryFolder: join(folder, `tmp-${count}`),
    localRepositories: true,
    ...rest,
  };
}

function git(where: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd: where, encoding: 'utf8' }).trim();
}

/** A repository with three commits on main, a branch and a tag. */
const origin = join(folder, 'origin');
mkdirSync(origin);
git(origin, 'init', '-q');
const commits = ['one', 'two', 'three'].map((text) => {
  writeFileSync(join(origin, 'file'), text);
  git(origin, 'add', '.');
  git(origin, 'commit', '-qm', text);
  if (text === 'two') git(origin, 'tag', 'v2');
  return git(origin, 'rev-parse', 'HEAD');
});
git(origin, 'checkout', '-qb', 'side/branch');
writeFileSync(join(origin, 'file'), 'side');
git(origin, 'commit', '-qam', 'side');
git(origin, 'update-ref', 'refs/pull/1/head', 'HEAD');
git(origin, 'checkout', '-q', 'main');

/** The files outside `.git`, with their texts. */
async function cloned(location: Partial<GitArtifact>, rest: Partial<ArtifactAccess> = {}) {
  const order = { location: { git: { repo: origin, ...location } } };
  const { tree } = await loadArtifact(order, access(rest), signal);
  const files = new Map<string, string>();
  let internal = 0;
  for await (const { path, kind, body } of tree()) {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    if (path.startsWith('.git')) internal += 1;
    else if (kind === 'file') files.set(path, Buffer.concat(parts).toString('utf8'));
  }
  assert.ok(internal > 0, 'the clone has its .git');
  return Object.fromEntries(files);
}

describe('git', () => {
  test('revisions: the default branch, a branch, a tag, a commit', async () => {
    assert.deepEqual(await cloned({}), { file: 'three' });
    assert.deepEqual(await cloned({ revision: 'side/branch' }), { file: 'side' });
    assert.deepEqual(await cloned({ revision: 'v2' }), { file: 'two' });
    assert.deepEqual(await cloned({ revision: commits[0] ?? '' }), { file: 'one' });
    await assert.rejects(cloned({ revision: 'none' }), {
      code: 'artifact_missing',
      message: /reference not found/,
    });
  });

  test('depth, a single branch, refspecs to fetch', async () => {
    const repo = `file://${origin}`;
    assert.deepEqual(await cloned({ repo, depth: 1 }), { file: 'three' });
    assert.deepEqual(await cloned({ repo, depth: 1, revision: commits[0] ?? '' }), { file: 'one' });
    assert.deepEqual(await cloned({ repo, singleBranch: true, branch: 'side/branch', depth: 1 }), {
      file: 'side',
    });
    await assert.rejects(cloned({ singleBranch: true }), {
      message: 'single branch mode without a branch specified',
    });
    const pull = { fetch: ['refs/pull/*:refs/pull/*'], revision: 'refs/pull/1/head' };
    assert.deepEqual(await cloned(pull), { file: 'side' });
  });

  test('submodules, and without them', async () => {
    const parent = join(folder, 'parent');
    mkdirSync(parent);
    git(parent, 'init', '-q');
    git(parent, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, 'module');
    git(parent, 'commit', '-qm', 'module');
    assert.equal((await cloned({ repo: parent }))['module/file'], 'three');
    assert.equal((await cloned({ repo: parent, disableSubmodules: true }))['module/file'], undefined);
  });

  test('an empty repository', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    git(empty, 'init', '-q', '--bare');
    assert.deepEqual(await cloned({ repo: empty, revision: 'anything' }), {});
  });

  test('nothing that a workflow says is an option, a command or a folder of the host', async () => {
    for (const location of [
      { repo: '--upload-pack=touch /tmp/x' },
      { repo: origin, revision: '--output=/tmp/x' },
      { repo: origin, branch: '-x', singleBranch: true },
      { repo: origin, fetch: ['--upload-pack=x'] },
      { repo: 'ext::sh -c true' },
    ]) {
      await assert.rejects(cloned(location), { code: 'artifact_refused' }, JSON.stringify(location));
    }
    for (const repo of [origin, `file://${origin}`, './x', 'x/y']) {
      await assert.rejects(cloned({ repo }, { localRepositories: false }), {
        code: 'artifact_refused',
        message: "git.repo: a folder of the agent's host is no repository to clone",
      });
    }
  });

  test('credentials go to the repository’s host, and into no message', async () => {
    const seen: (string | undefined)[] = [];
    const http = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.statusCode = 401;
      response.end();
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const repo = `http://127.0.0.1:${(http.address() as AddressInfo).port}/x.git`;
    const secrets = {
      usernameSecret: { name: 'git', key: 'user' },
      passwordSecret: { name: 'git', key: 'password' },
    };
    await assert.rejects(cloned({ repo, ...secrets }), (error: Error) => {
      assert.doesNotMatch(error.message, /password-value|Basic/);
      assert.match(error.message, /^git clone: /);
      return true;
    });
    http.closeAllConnections();
    http.close();
    const basic = `Basic ${Buffer.from('user-value:password-value').toString('base64')}`;
    assert.equal(seen.at(0), basic);
    await assert.rejects(cloned({ repo, passwordSecret: { name: 'none', key: 'x' } }), {
      message: "couldn't find key x in Secret none",
    });
  });
});
