import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { completionScript } from './completion.ts';

const TIPHYS = join(import.meta.dirname, '../../bin/tiphys.mjs');

/** What bash offers for a line, the last word of which is being typed. */
function offered(...line: string[]): string[] {
  const words = line.map((word) => `'${word}'`).join(' ');
  const script = `
    source <("$0" "$1" completion bash)
    COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}
    _tiphys; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, process.execPath, TIPHYS], { encoding: 'utf8' });
  return output.split('\n').filter((word) => word !== '');
}

describe('completion in a real bash', () => {
  it('offers commands, then flags of the command', () => {
    assert.deepEqual(offered('tiphys', 'su'), ['submit', 'suspend']);
    assert.deepEqual(offered('tiphys', '-n', 'get', 'w'), []);
    assert.deepEqual(offered('tiphys', 'submit', '--wa'), ['--wait', '--watch']);
    assert.deepEqual(offered('tiphys', 'get', 'w', '--names'), ['--namespace']);
    assert.deepEqual(offered('tiphys', 'submit', '--no-str'), []);
  });

  it('is quoted for each shell', () => {
    const words = {
      commands: [{ name: 'x', description: "it's", flags: ['-f', '--flag'] }],
      globalFlags: ['-n'],
    };
    assert.match(completionScript('zsh', words), /'x:it'\\''s'/);
    assert.match(
      completionScript('fish', words),
      /-a x -d 'it'\\''s'\n.*'__fish_seen_subcommand_from x' -s f\n.* -l flag\n/,
    );
  });
});
