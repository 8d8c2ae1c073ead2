import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { ArchiveStrategy } from '@tiphys/spec';
import { testDirectory } from '@tiphys/testkit';
import yazl from 'yazl';
import type { ArchiveLimits } from './archive/archive-limits.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { type LoadOrder, loadArtifact } from './load-artifact.ts';
import { bytes, collected, described, sampleTar, sampleTgz } from './testing/sample-archives.ts';

const signal = new AbortController().signal;
const folder = testDirectory();
const store = new MemoryObjectStore();
let count = 0;

function access(): ArtifactAccess {
  count += 1;
  return { store, readSecret: async () => undefined, temporaryFolder: join(folder, String(count)) };
}

async function loaded(
  object: Uint8Array | string,
  order: Omit<LoadOrder, 'location'> = {},
  limits?: ArchiveLimits,
): Promise<string[]> {
  await store.put('object', bytes(object));
  const given = { ...order, location: { s3: { key: 'object' } } };
  const { tree } = await loadArtifact(given, access(), signal, limits);
  const first = await described(tree());
  assert.deepEqual(await described(tree()), first, 'it is the same when it is read again');
  return first;
}

function zipOf(fill: (zip: yazl.ZipFile) => void): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  fill(zip);
  zip.end();
  return collected(zip.outputStream as unknown as AsyncIterable<Uint8Array>);
}

describe('loading, by Argo’s rule for archives', () => {
  test('what is no gzipped tar is left as it is', async () => {
    assert.deepEqual(await loaded('text'), [' file 644 "text"']);
    assert.deepEqual(await loaded(''), [' file 644 ""']);
    assert.equal((await loaded(gzipSync('only gzipped'))).length, 1);
    assert.match((await loaded(await sampleTar({ name: 'a', text: 'x' })))[0] ?? '', /^ file 644 "a/);
    assert.match((await loaded(await sampleTgz()))[0] ?? '', /^ file 644/, 'a tar of nothing, as in Go');
  });

  test('an archive with one thing at its top is that thing', async () => {
    const tgz = await sampleTgz({ name: 'report.txt', mode: 0o640, text: 'x' });
    assert.deepEqual(await loaded(tgz), [' file 640 "x"']);
    const deep = await sampleTgz({ name: './top/sub/a', mode: 0o600, text: 'a' });
    assert.deepEqual(await loaded(deep), [' folder 755 ""', 'sub/a file 600 "a"']);
  });

  test('one with several is a folder of them', async () => {
    const tgz = await sampleTgz(
      { name: 'a', text: '1', mode: 0o644 },
      { name: 'b/', type: 'directory', mode: 0o700 },
    );
    assert.deepEqual(await loaded(tgz), [' folder 755 ""', 'a file 644 "1"', 'b folder 700 ""']);
  });

  test('archive none keeps it packed; tar says that it is one; zip is never guessed', async () => {
    const tgz = await sampleTgz({ name: 'a', text: 'x', mode: 0o644 });
    assert.equal((await loaded(tgz, { archive: { none: {} } })).length, 1);
    assert.deepEqual(
      await loaded(await sampleTar({ name: 'a', text: 'x', mode: 0o644 }), { archive: { tar: {} } }),
      [' file 644 "x"'],
    );
    const zip = await zipOf((one) => {
      one.addBuffer(Buffer.from('in zip'), 'dir/a', { mode: 0o100600 });
      one.addBuffer(Buffer.from('../dir/a'), 'dir/link', { mode: 0o120777 });
      one.addEmptyDirectory('dir/empty/');
    });
    assert.match((await loaded(zip))[0] ?? '', /^ file 644 "PK/);
    assert.deepEqual(await loaded(zip, { archive: { zip: {} } }), [
      ' folder 755 ""',
      'a file 600 "in zip"',
      'link symlink 777 "../dir/a"',
      'empty folder 775 ""',
    ]);
  });

  test('mode is for what is at the path, recurseMode for all but links', async () => {
    const tgz = await sampleTgz(
      { name: 'd/', type: 'directory', mode: 0o700 },
      { name: 'd/a', text: '1', mode: 0o644 },
      { name: 'd/l', type: 'symlink', linkname: 'a', mode: 0o777 },
      { name: 'd/h', type: 'link', linkname: 'd/a', mode: 0o644 },
    );
    assert.deepEqual(await loaded(tgz, { mode: 0o555 }), [
      ' folder 555 ""',
      'a file 644 "1"',
      'l symlink 777 "a"',
      'h hardlink 644 "a"',
    ]);
    const all = await loaded(tgz, { mode: 0o555, recurseMode: true });
    assert.deepEqual(all.slice(0, 3), [' folder 555 ""', 'a file 555 "1"', 'l symlink 777 "a"']);
  });

  test('a key that is a folder', async () => {
    await store.put('tree/a', bytes('1'));
    await store.put('tree/sub/b', bytes('2'));
    const { tree } = await loadArtifact({ location: { s3: { key: 'tree' } } }, access(), signal);
    assert.deepEqual(await described(tree()), [
      ' folder 755 ""',
      'a file 644 "1"',
      'sub folder 755 ""',
      'sub/b file 644 "2"',
    ]);
    await store.put('evil/../../x', bytes('!'));
    await assert.rejects(loadArtifact({ location: { s3: { key: 'evil' } } }, access(), signal), {
      code: 'archive_unsafe',
    });
  });

  test('nothing where there should be something', async () => {
    await assert.rejects(loadArtifact({ location: { s3: { key: 'none' } } }, access(), signal), {
      code: 'artifact_missing',
      message: /The specified key does not exist/,
    });
    await assert.rejects(loadArtifact({ location: {} }, access(), signal), { code: 'artifact_missing' });
  });
});

describe('archives that are refused', () => {
  const refused: [
    name: string,
    code: string,
    message: RegExp,
    object: () => Promise<Uint8Array>,
    archive?: ArchiveStrategy,
  ][] = [
    ['..', 'archive_unsafe', /illegal file path: \.\.\/x/, () => sampleTgz({ name: '../x', text: '!' })],
    ['.. inside', 'archive_unsafe', /illegal file path/, () => sampleTgz({ name: 'a/../../x', text: '!' })],
    ['an absolute name', 'archive_unsafe', /absolute/, () => sampleTgz({ name: '/etc/passwd', text: '!' })],
    [
      'a link out',
      'archive_unsafe',
      /illegal symlink target: d\/l -> \.\.\/\.\.\/x/,
      () => sampleTgz({ name: 'd/l', type: 'symlink', linkname: '../../x' }),
    ],
    [
      'an absolute link',
      'archive_unsafe',
      /illegal symlink target/,
      () => sampleTgz({ name: 'l', type: 'symlink', linkname: '/etc' }),
    ],
    [
      'a name through a link',
      'archive_unsafe',
      /goes through the link l/,
      () => sampleTgz({ name: 'l', type: 'symlink', linkname: 'd' }, { name: 'l/x', text: '!' }),
    ],
    [
      'a hard link to nothing in it',
      'archive_unsafe',
      /illegal hard link/,
      () => sampleTgz({ name: 'h', type: 'link', linkname: '/etc/shadow' }),
    ],
    [
      'a device',
      'archive_unsafe',
      /null is a character-device/,
      () => sampleTgz({ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }),
    ],
    [
      'one that is cut off',
      'archive_unreadable',
      /cut off/,
      async () => (await sampleTgz({ name: 'a', text: 'x'.repeat(100_000) })).subarray(0, 120),
    ],
    ['no tar', 'archive_unreadable', /no tar/, async () => gzipSync('x'.repeat(2000)), { tar: {} }],
    ['no zip', 'archive_unreadable', /no zip/, async () => Buffer.from('PK nothing'), { zip: {} }],
    [
      'a zip with ..',
      'archive_unsafe',
      /illegal file path: .*invalid relative path/,
      async () => {
        const zip = await zipOf((one) => one.addBuffer(Buffer.from('!'), 'aa/x'));
        return Buffer.from(zip.toString('latin1').replaceAll('aa/x', '../x'), 'latin1');
      },
      { zip: {} },
    ],
    [
      'a zip with a device',
      'archive_unsafe',
      /d\/null is neither a file, a folder nor a link/,
      () => zipOf((one) => one.addBuffer(Buffer.from(''), 'd/null', { mode: 0o020666 })),
      { zip: {} },
    ],
    [
      'a zip with a link out',
      'archive_unsafe',
      /illegal symlink target/,
      () => zipOf((one) => one.addBuffer(Buffer.from('../../x'), 'd/l', { mode: 0o120777 })),
      { zip: {} },
    ],
  ];
  for (const [name, code, message, object, archive] of refused) {
    test(name, async () => {
      await assert.rejects(loaded(await object(), { archive }), { name: 'ArtifactError', code, message });
    });
  }

  const limits: ArchiveLimits = { maxEntries: 10, maxBytes: 50_000_000, maxRatio: 100, freeBytes: 1_000_000 };

  test('bombs: a tar and a zip of zeros, and one of many files', async () => {
    const bomb = await sampleTgz({ name: 'zeros', text: '\0'.repeat(20_000_000) });
    await assert.rejects(loaded(bomb, {}, limits), {
      code: 'archive_too_large',
      message: /unpacks to more than 100 times its \d+ bytes/,
    });
    const zip = await zipOf((one) => one.addBuffer(Buffer.alloc(20_000_000), 'zeros'));
    await assert.rejects(loaded(zip, { archive: { zip: {} } }, limits), { code: 'archive_too_large' });
    const many = await sampleTgz(
      ...Array.from({ length: 11 }, (_, index) => ({ name: `f${index}`, text: '' })),
    );
    await assert.rejects(loaded(many, {}, limits), {
      code: 'archive_too_large',
      message: /more than 10 files/,
    });
    const small = await sampleTgz({ name: 'zeros', text: '\0'.repeat(900_000) });
    assert.equal((await loaded(small, {}, limits)).length, 1, 'what is small anyway is none');
  });

  test('what is refused leaves nothing beside its download', () => {
    const names = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.includes('/'));
    assert.deepEqual(
      names.filter((name) => !/^\d+\/(download|folder(\/.*)?)$/.test(name)),
      [],
    );
  });
});
