import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOf } from '../failure.ts';
import { withoutBooleanValues } from './boolean-values.ts';
import type { GlobalFlags } from './host.ts';
import { booleanFlags, buildProgram } from './program.ts';

/** What a command line comes to, without running it. */
async function parse(...args: string[]) {
  const seen: GlobalFlags[] = [];
  const program = buildProgram({ run: async (globals) => void seen.push(globals) });
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.configureOutput({
      writeOut: say,
      writeErr: say,
    });
  }
  try {
    await program.parseAsync(withoutBooleanValues(args, booleanFlags(program)), { from: 'user' });
  } catch (error) {
    const { exitCode, message } = failureOf(error, '127.0.0.1:2746');
    return { exitCode, said: said + message, ran: seen[0] };
  }
  return { exitCode: 0, said, ran: seen[0] };
}

describe('the command line', () => {
  it('takes global flags before and after the command', async () => {
    const { ran } = await parse('-n', 'a', 'get', 'w', '-s', 'host:1', '--no-color', '--no-utf8');
    assert.deepEqual([ran?.namespace, ran?.server, ran?.color, ran?.utf8], ['a', 'host:1', false, false]);
  });

  it('exits with 2 for what is wrong with it, and says what', async () => {
    const cases: [string[], RegExp][] = [
      [['frob'], /^Error: unknown command 'frob'/],
      [['submti', 'x'], /Did you mean submit\?/],
      [['get'], /missing required argument 'workflow'/],
      [['watch', 'a', 'b'], /too many arguments/],
      [['get', 'w', '--zap'], /unknown option '--zap'/],
      [['get', 'w', '-o', 'xml'], /Allowed choices are name, json, yaml, short, wide/],
      [['list', '--chunk-size', 'many'], /expected a whole number/],
      [['completion', 'csh'], /Allowed choices are bash, zsh, fish/],
    ];
    for (const [args, expected] of cases) {
      const { exitCode, said } = await parse(...args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.match(said, expected);
      assert.match(said, /^Error: /);
    }
  });

  it('names what argo has and it has not', async () => {
    const cases = [
      ['convert', 'file', '-A'],
      ['cron', 'create', 'f', '--labels', 'a=b'],
      ['cron', 'backfill', 'c', '--format', 'x'],
      ['archive', 'resubmit', 'w', '--priority', '1'],
      ['submit', 'f.yaml', '--strict=false'],
      ['logs', 'w', '--previous'],
      ['get', 'w', '--token', 'x'],
      ['-k', 'get', 'w'],
    ];
    for (const args of cases) {
      const { exitCode, said } = await parse(...args);
      assert.equal(exitCode, 2, args.join(' '));
      assert.match(said, /^Error: [a-z-]+: not supported yet\n$/);
    }
  });

  it('helps with exit code 0', async () => {
    for (const args of [['--help'], ['help'], ['submit', '--help'], ['--version']]) {
      assert.equal((await parse(...args)).exitCode, 0, args.join(' '));
    }
    const { said } = await parse('--help');
    assert.match(said, /\n {2}submit .*\n/);
    assert.doesNotMatch(said, /\bexecutor-plugin\b|--kubeconfig/);
  });
});

describe('values of flags that take none', () => {
  const booleans = new Set(['--watch', '--strict', '--no-strict', '--no-color']);

  it('are taken as Go takes them', () => {
    const args = ['submit', '--watch=true', '--strict=false', '--no-color=false', 'f'];
    assert.deepEqual(withoutBooleanValues(args, booleans), ['submit', '--watch', '--no-strict', 'f']);
  });

  it('are left alone elsewhere', () => {
    const args = ['-p', 'a=true', '--message=false', '--', '--watch=true'];
    assert.deepEqual(withoutBooleanValues(args, booleans), args);
  });
});
