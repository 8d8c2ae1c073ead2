import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programsCalled } from './programs-called.ts';

test('what a manifest calls in an image: the command, and what the text of a shell begins with', () => {
  const templates = [
    {
      container: {
        image: 'a',
        command: ['/bin/sh', '-c'],
        args: ['set -e; X=1 gnuplot "it; no" | tee f && exit 0'],
      },
    },
    {
      script: {
        image: 'a',
        command: ['bash'],
        source: 'for i in 1 2; do convert $i; done\nif test -e f; then cat f; fi',
      },
    },
    { container: { image: 'b', args: ['x'] } },
  ];
  assert.deepEqual(programsCalled(templates, 'a').sort(), [
    'bash',
    'cat',
    'convert',
    'exit',
    'gnuplot',
    'sh',
    'tee',
    'test',
  ]);
  assert.deepEqual(programsCalled(templates, 'b'), ['<entrypoint>']);
});
