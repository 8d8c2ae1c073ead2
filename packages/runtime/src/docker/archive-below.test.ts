import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extract, pack } from 'tar-stream';
import { archiveBelow } from './archive-below.ts';

async function* given(): AsyncIterable<Uint8Array> {
  const files = pack();
  files.entry({ name: 'etc/', type: 'directory' });
  files.entry({ name: 'etc/in/', type: 'directory' });
  files.entry({ name: 'etc/in/file', mode: 0o640 }, 'given\n');
  files.entry({ name: 'etc/in/same', type: 'link', linkname: 'etc/in/file' });
  files.entry({ name: 'etc/in/link', type: 'symlink', linkname: 'file' });
  files.finalize();
  yield* files as AsyncIterable<Uint8Array>;
}

test('names are counted from the folder, what is around it is left out', async () => {
  const read = extract();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archiveBelow(given, '/etc/in')()) chunks.push(chunk);
  read.end(Buffer.concat(chunks));
  const seen: unknown[] = [];
  for await (const entry of read) {
    const { name, type, mode, linkname } = entry.header;
    const text: Uint8Array[] = [];
    for await (const chunk of entry) text.push(chunk as Uint8Array);
    seen.push([name, type, type === 'file' ? mode : linkname, Buffer.concat(text).toString()]);
  }
  assert.deepEqual(seen, [
    ['file', 'file', 0o640, 'given\n'],
    ['same', 'link', 'file', ''],
    ['link', 'symlink', 'file', ''],
  ]);
});

test('an archive that breaks off is told', async () => {
  const broken = archiveBelow(async function* () {
    yield Buffer.from('no');
    throw new Error('the store is gone');
  }, '/etc');
  await assert.rejects(async () => {
    for await (const _ of broken());
  }, /the store is gone/);
});

test('of a folder only what is named', async () => {
  const namesOf = async (wanted: string): Promise<string[]> => {
    const read = extract();
    const chunks: Uint8Array[] = [];
    for await (const chunk of archiveBelow(given, '/', new Set([wanted]))()) chunks.push(chunk);
    read.end(Buffer.concat(chunks));
    const names: string[] = [];
    for await (const entry of read) {
      names.push(entry.header.name);
      entry.resume();
    }
    return names;
  };
  assert.deepEqual(await namesOf('et'), []);
  assert.deepEqual((await namesOf('etc')).length, 5);
});
