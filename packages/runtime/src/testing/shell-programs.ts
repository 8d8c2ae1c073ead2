import type { ContainerTask } from '@tiphys/engine';
import type { Program } from './runtime-suite.ts';

const LOOP = 'echo up; while :; do sleep 0.1; done';

/** The suite's programs for a POSIX shell, run in a folder that takes files. */
export function shellProgram(
  program: Program,
  folder: string,
): Pick<ContainerTask, 'command' | 'args' | 'script' | 'failures'> {
  if (program === 'script') return { command: ['sh'], args: [], script: { source: 'echo script\n' } };
  if (program === 'failures') {
    const failures = '[{"phase":"Failed"}]';
    return { command: ['sh', '-c'], args: ['cat "$TIPHYS_FAILURES"'], failures };
  }
  if (program === 'missing') return { command: ['no-such-command'], args: ['x'] };
  const scripts: Record<Exclude<Program, 'missing' | 'script' | 'failures'>, string> = {
    hello: 'echo hello',
    fail: 'echo bad >&2; exit 3',
    // The pauses are what gives the two streams an order; longer than a slow machine's hiccup.
    mixed: 'echo a; sleep 1; echo b >&2; sleep 1; printf c',
    forever: `trap 'exit 143' TERM; ${LOOP}`,
    stubborn: `trap '' TERM; ${LOOP}`,
    files: `cd "${folder}"; echo text >text; head -c 1000 /dev/zero >large`,
  };
  return { command: ['sh', '-c'], args: [scripts[program]] };
}
