import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * Runs the command and writes down how it ended, whether or not the agent still lives. The hard link is the gate: of
 * several wrappers of one folder one gets past it. The trap keeps the wrapper alive through the SIGTERM that its
 * group gets, and is not inherited by the command. What the command leaves running dies with it, as in a container.
 * $1 is the folder, $2 and $3 are `ln` and `mv`, found beforehand since PATH is the command's.
 */
export const WRAPPER = `dir=$1 ln=$2 mv=$3
shift 3
echo $$ >"$dir/pid.$$" || exit 1
"$ln" "$dir/pid.$$" "$dir/pid" 2>/dev/null || exit 0
trap : TERM INT HUP
"$@" >"$dir/stdout" 2>"$dir/stderr" </dev/null
echo $? >"$dir/exit.part"
"$mv" "$dir/exit.part" "$dir/exit"
kill -KILL 0
`;

/** Whether the wrapper of this folder is alive: a process id alone may be somebody else's by now. */
export async function isWrapperAlive(pid: number, folder: string): Promise<boolean> {
  return (await commandLine(pid)).includes(folder);
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return new Promise((resolve) => {
    execFile('ps', ['-ww', '-o', 'command=', '-p', String(pid)], (error, stdout) =>
      resolve(error ? '' : stdout),
    );
  });
}

/** Signals everything the attempt has started; no error where nothing is left. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ESRCH') throw error;
  }
}
