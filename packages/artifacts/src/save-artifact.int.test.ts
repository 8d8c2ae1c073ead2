import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { ArchiveStrategy, ArtifactLocation } from '@tiphys/spec';
import { s3Missing, startS3, testDirectory } from '@tiphys/testkit';
import { folderTree } from './archive/folder-tree.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { loadArtifact } from './load-artifact.ts';
import { saveArtifact } from './save-artifact.ts';
import { deleteArtifact, listArtifact, readArtifact } from './stored-artifact.ts';
import { bytes, collected, described } from './testing/sample-archives.ts';

// All that is waited for comes before the first test: what is the file's would be cleaned up after that one.
const skip = s3Missing();
const server = skip === undefined ? await startS3() : undefined;
const signal = new AbortController().signal;
const folder = testDirectory();
const store = new MemoryObjectStore();
const secrets = new Map([
  ['s3/access', 'tiphys-test'],
  ['s3/secret', 'tiphys-test-secret'],
  ['web/user', 'ann'],
  ['web/password', 'pass:word'],
]);
let count = 0;

function access(): ArtifactAccess {
  count += 1;
  const readSecret = async (name: string, key: string) => secrets.get(`${name}/${key}`);
  return { store, readSecret, temporaryFolder: join(folder, `tmp-${count}`) };
}

const source = join(folder, 'source');
mkdirSync(join(source, 'sub', 'empty'), { recursive: true });
writeFileSync(join(source, 'a'), 'one', { mode: 0o644 });
writeFileSync(join(source, 'sub', 'tool'), 'two'.repeat(100_000), { mode: 0o755 });
symlinkSync('sub/tool', join(source, 'link'));
const LINES = await described(folderTree(source));

async function keys(location: ArtifactLocation): Promise<string[]> {
  const found: string[] = [];
  for await (const key of listArtifact(location, access())) found.push(key);
  return found;
}

/** The files of an artifact as they are stored. */
async function contents(location: ArtifactLocation): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for await (const { path, body } of readArtifact(location, access(), signal)) {
    found.set(path, await collected(body));
  }
  return found;
}

/** Saves a folder, loads it, and deletes it. */
async function roundTrip(
  location: ArtifactLocation,
  archive: ArchiveStrategy,
  isWhole: boolean,
): Promise<void> {
  const order = { destination: location, archive, rootName: 'out' };
  const size = await saveArtifact(order, folderTree(source), access(), signal);
  assert.ok(size > 0);
  assert.equal(
    await saveArtifact(order, folderTree(source), access(), signal),
    size,
    'once more is the same',
  );
  const packed = archive.zip === undefined ? {} : { archive };
  const { tree } = await loadArtifact({ location, ...packed }, access(), signal);
  const files = (lines: string[]) => lines.filter((line) => isWhole || / file /.test(line)).sort();
  const modes = (line: string) => (isWhole ? line : line.replace(/ (644|755) /, ' '));
  assert.deepEqual(files(await described(tree())).map(modes), files(LINES).map(modes));
  const stored = await keys(location);
  assert.equal(stored.length, isWhole ? 1 : 2);
  const read = await contents(location);
  assert.deepEqual([...read.keys()].sort(), isWhole ? [''] : ['a', 'sub/tool']);
  if (!isWhole) assert.equal(read.get('a')?.toString(), 'one');
  assert.equal(await deleteArtifact(location, access()), stored.length);
  assert.equal(await deleteArtifact(location, access()), 0);
  assert.deepEqual(await keys(location), []);
}

const STRATEGIES: [ArchiveStrategy, boolean][] = [
  [{}, true],
  [{ tar: { compressionLevel: 0 } }, true],
  [{ tar: { compressionLevel: 9 } }, true],
  [{ zip: {} }, true],
  [{ none: {} }, false],
];

describe('the built-in store', () => {
  for (const [archive, isWhole] of STRATEGIES) {
    test(`a folder goes and comes back: ${JSON.stringify(archive)}`, () =>
      roundTrip({ s3: { key: 'wf/pod/out' } }, archive, isWhole));
  }

  test('what tar and unzip read is what we write', async () => {
    const tgz = { destination: { s3: { key: 't' } }, archive: {}, rootName: 'out' };
    await saveArtifact(tgz, folderTree(source), access(), signal);
    const file = join(folder, 'made.tgz');
    writeFileSync(file, (await contents({ s3: { key: 't' } })).get('') ?? '');
    const { stdout } = await promisify(execFile)('tar', ['-tzf', file]);
    assert.deepEqual(stdout.trim().split('\n').sort(), [
      'out/',
      'out/a',
      'out/link',
      'out/sub/',
      'out/sub/empty/',
      'out/sub/tool',
    ]);
  });

  test('a single file keeps its own bytes with archive none', async () => {
    const order = { destination: { s3: { key: 'one' } }, archive: { none: {} }, rootName: 'a' };
    await saveArtifact(order, folderTree(join(source, 'a')), access(), signal);
    assert.equal((await collected(await store.get('one'))).toString('utf8'), 'one');
  });

  test('outputs that no place takes', async () => {
    const save = (destination: ArtifactLocation) =>
      saveArtifact({ destination, archive: {}, rootName: 'x' }, folderTree(source), access(), signal);
    await assert.rejects(save({ raw: { data: 'x' } }), { message: 'Raw output artifacts unsupported' });
    await assert.rejects(save({ git: { repo: 'x' } }), { message: 'Git output artifacts unsupported' });
    await assert.rejects(save({ s3: {} }), { code: 'artifact_refused', message: 's3.key is empty' });
  });
});

describe('S3', skip === undefined ? {} : { skip }, () => {
  const location = (key: string): ArtifactLocation => ({
    s3: {
      endpoint: server?.endpoint ?? '',
      insecure: true,
      bucket: 'artifacts',
      key,
      accessKeySecret: { name: 's3', key: 'access' },
      secretKeySecret: { name: 's3', key: 'secret' },
      createBucketIfNotPresent: {},
    },
  });

  for (const [archive, isWhole] of STRATEGIES.slice(-3)) {
    test(`a folder goes and comes back: ${JSON.stringify(archive)}`, () =>
      roundTrip(location(`wf/pod/out-${Object.keys(archive)[0]}`), archive, isWhole));
  }

  test('a secret that is not there is named', async () => {
    const { s3 } = location('x');
    const wrong = { s3: { ...s3, accessKeySecret: { name: 's3', key: 'none' } } };
    await assert.rejects(loadArtifact({ location: wrong }, access(), signal), {
      code: 'artifact_refused',
      message: "couldn't find key none in Secret s3",
    });
  });
});

describe('HTTP', () => {
  const received: {
    method: string | undefined;
    authorization: string | undefined;
    word: unknown;
    body: Buffer;
  }[] = [];
  const http = createServer(async (request, response) => {
    const body = await collected(request);
    const { authorization } = request.headers;
    received.push({ method: request.method, authorization, word: request.headers['x-word'], body });
    if (request.url === '/redirect') response.writeHead(302, { location: '/file' });
    else if (request.url === '/elsewhere') response.writeHead(307, { location: '/file' });
    else if (request.url === '/circle') response.writeHead(308, { location: '/circle' });
    else response.statusCode = request.url === '/file' ? 200 : request.url === '/busy' ? 503 : 403;
    response.end('from the web');
  });
  http.listen(0, '127.0.0.1');
  after(() => {
    http.closeAllConnections();
    http.close();
  });
  const url = (path: string): string =>
    `http://user:hidden@127.0.0.1:${(http.address() as AddressInfo).port}${path}`.replace('user:hidden@', '');

  test('get with headers and basic authorisation, also after a redirect', async () => {
    const auth = {
      basicAuth: {
        usernameSecret: { name: 'web', key: 'user' },
        passwordSecret: { name: 'web', key: 'password' },
      },
    };
    const location = { http: { url: url('/redirect'), headers: [{ name: 'X-Word', value: 'hi' }], auth } };
    const { tree } = await loadArtifact({ location }, access(), signal);
    assert.deepEqual(await described(tree()), [' file 644 "from the web"']);
    const basic = `Basic ${Buffer.from('ann:pass:word').toString('base64')}`;
    assert.deepEqual(
      received.splice(0).map(({ authorization, word }) => [authorization, word]),
      [
        [basic, 'hi'],
        [basic, 'hi'],
      ],
    );
  });

  test('put by way of a file follows what a stream cannot', async () => {
    const save = (path: string, saveStreamViaFile: boolean) => {
      const destination = { http: { url: url(path), saveStreamViaFile } };
      const order = { destination, archive: { none: {} }, rootName: 'a' };
      return saveArtifact(order, folderTree(join(source, 'a')), access(), signal);
    };
    assert.equal(await save('/elsewhere', true), 3);
    assert.deepEqual(
      received.splice(0).map(({ method, body }) => [method, String(body)]),
      [
        ['PUT', 'one'],
        ['PUT', 'one'],
      ],
    );
    await assert.rejects(save('/circle', true), { code: 'artifact_refused', message: /too many redirects/ });
    await assert.rejects(save('/elsewhere', false), { name: 'ArtifactError' });
    received.splice(0);
  });

  test('put streams; other answers are errors, without the query that may be secret', async () => {
    const order = { destination: { http: { url: url('/file') } }, archive: { none: {} }, rootName: 'a' };
    assert.equal(await saveArtifact(order, folderTree(join(source, 'a')), access(), signal), 3);
    assert.deepEqual(
      received.splice(0).map(({ method, body }) => [method, String(body)]),
      [['PUT', 'one']],
    );
    const load = (path: string) => loadArtifact({ location: { http: { url: url(path) } } }, access(), signal);
    await assert.rejects(load('/no?token=secret'), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'artifact_refused');
      assert.match(error.message, /\/no failed with reason: 403 Forbidden$/);
      return true;
    });
    await assert.rejects(load('/busy'), { code: 'artifact_unavailable', retryable: true });
    await assert.rejects(
      loadArtifact({ location: { http: { url: 'file:///etc/passwd' } } }, access(), signal),
      {
        code: 'artifact_refused',
      },
    );
    await assert.rejects(
      loadArtifact({ location: { http: { url: 'http://127.0.0.1:1/' } } }, access(), signal),
      {
        code: 'artifact_unavailable',
      },
    );
  });
});

test('what is no object is read too, but for a repository', async () => {
  const text = async (location: ArtifactLocation) => (await contents(location)).get('')?.toString();
  assert.equal(await text({ raw: { data: 'as it is' } }), 'as it is');
  await assert.rejects(text({ s3: { key: 'none' } }), { code: 'artifact_missing' });
  await assert.rejects(text({ git: { repo: 'https://host/repo' } }), { code: 'artifact_refused' });
});

test('memory does not grow with the size', async () => {
  const script = `
    import { MemoryObjectStore } from '@tiphys/object-store/memory';
    import { saveArtifact, loadArtifact, packTar } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    let SIZE = 8 * 1024 * 1024;
    const piece = new Uint8Array(256 * 1024);
    for (let i = 0; i < piece.length; i += 1) piece[i] = Math.imul(i, 2654435761) >>> 24;
    async function* body() { for (let sent = 0; sent < SIZE; sent += piece.length) { piece[0] += 1; yield piece; } }
    async function* tree() { yield { path: '', kind: 'file', mode: 0o644, mtime: undefined, size: SIZE, target: '', body: body() }; }
    const { createWriteStream, createReadStream } = await import('node:fs');
    const { pipeline } = await import('node:stream/promises');
    const file = ${JSON.stringify(join(folder, 'large'))};
    const store = {
      put: async (_key, bytes) => { await pipeline(bytes, createWriteStream(file)); return 1; },
      get: async () => createReadStream(file),
    };
    const access = { store, readSecret: async () => undefined, temporaryFolder: ${JSON.stringify(join(folder, 'large-tmp'))} };
    const signal = new AbortController().signal;
    const location = { s3: { key: 'x' } };
    async function there() {
      await saveArtifact({ destination: location, archive: { tar: { compressionLevel: 1 } }, rootName: 'x' }, tree(), access, signal);
      const { tree: loaded } = await loadArtifact({ location }, access, signal);
      let size = 0;
      for await (const part of packTar(loaded(), 'x')) size += part.length;
      return size;
    }
    await there();
    const before = process.resourceUsage().maxRSS / 1024;
    SIZE = 400 * 1024 * 1024;
    const size = await there();
    console.log(JSON.stringify({ size, grown: process.resourceUsage().maxRSS / 1024 - before }));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    timeout: 200_000,
  });
  const { size, grown } = JSON.parse(stdout) as { size: number; grown: number };
  assert.ok(size >= 400 * 1024 * 1024);
  assert.ok(grown < 64, `grown by ${grown} MiB`);
});

test('an upload whose source breaks leaves nothing', async () => {
  async function* broken() {
    yield* bytes('x');
    throw new Error('the container is gone');
  }
  const entry = { path: '', kind: 'file', mode: 0o644, mtime: undefined, size: 10, target: '' } as const;
  async function* tree() {
    yield { ...entry, body: broken() };
  }
  for (const archive of [{}, { zip: {} }, { none: {} }]) {
    const order = { destination: { s3: { key: 'broken' } }, archive, rootName: 'x' };
    await assert.rejects(saveArtifact(order, tree(), access(), signal), /the container is gone/);
    assert.equal(await store.size('broken'), undefined);
  }
});
