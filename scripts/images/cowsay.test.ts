import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { test } from 'node:test';

const script = resolve(import.meta.dirname, '../../deploy/images/whalesay/cowsay');

function bubble(args: readonly string[], input = ''): string[] {
  const lines = execFileSync('sh', [script, ...args], { encoding: 'utf8', input }).split('\n');
  return lines.slice(0, lines.findIndex((line) => /^ -+$/.test(line)) + 1);
}

test('one line', () => {
  assert.deepEqual(bubble(['ahoy', 'there']), [' ____________', '< ahoy there >', ' ------------']);
});

test('a long message is wrapped, an odd one is not touched', () => {
  assert.deepEqual(bubble(['a * in %s \\n and $HOME', 'x'.repeat(30), 'end']), [
    ` ${'_'.repeat(36)}`,
    `/ a * in %s \\n and $HOME${' '.repeat(13)}\\`,
    `\\ ${'x'.repeat(30)} end /`,
    ` ${'-'.repeat(36)}`,
  ]);
});

test('without arguments, its input', () => {
  assert.equal(bubble([], 'from a pipe\n')[1], '< from a pipe >');
});
