import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputFile } from '@tiphys/engine';
import { RuntimeError } from '@tiphys/runtime';
import { collectParameters } from './collect-outputs.ts';

/** A container that has these files; one that is an error cannot be read. */
function container(outputFiles: OutputFile[], files: Record<string, string | RuntimeError>) {
  return {
    remains: { nodeName: 'n', podName: 'p', templateName: 't', outputFiles, includeResult: false },
    readFile: async (path: string) => {
      const file = new Map(Object.entries(files)).get(path);
      if (file instanceof RuntimeError) throw file;
      return file === undefined ? undefined : Buffer.from(file);
    },
  };
}

test('one newline goes; defaults stand in for what cannot be read, but not for what is too large', async () => {
  const files: OutputFile[] = [
    { name: 'a', path: '/a' },
    { name: 'empty', path: '/empty' },
    { name: 'missing', path: '/missing', default: 'instead' },
    { name: 'folder', path: '/folder', default: 'instead' },
    { name: 'large', path: '/large', default: 'instead' },
  ];
  const found = await collectParameters(
    container(files, {
      '/a': 'two\n\n',
      '/empty': '',
      '/folder': new RuntimeError('file_not_regular', 'read /folder: is a directory'),
      '/large': new RuntimeError('file_too_large', '/large: 300000 bytes, at most 262144 can be kept'),
    }),
    262_144,
  );
  assert.deepEqual(found, {
    parameters: [
      { name: 'a', value: 'two\n' },
      { name: 'empty', value: '' },
      { name: 'missing', value: 'instead' },
      { name: 'folder', value: 'instead' },
    ],
    fault: 'output parameter "large": /large: 300000 bytes, at most 262144 can be kept',
  });
});

test('the first fault is told, an engine that does not answer is none', async () => {
  const files: OutputFile[] = [
    { name: 'a', path: '/a' },
    { name: 'b', path: '/b' },
  ];
  const { fault } = await collectParameters(container(files, {}), 1);
  assert.equal(fault, 'output parameter "a": open /a: no such file or directory');
  const down = new RuntimeError('engine_unavailable', 'no answer');
  await assert.rejects(collectParameters(container(files, { '/a': down }), 1), down);
});
