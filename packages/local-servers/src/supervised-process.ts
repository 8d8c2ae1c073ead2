import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { LifetimeOptions, ServerExit } from './local-server.ts';

/** An unprivileged user, where this process is root. */
export interface ProcessUser {
  uid: number;
  gid: number;
}

export interface SupervisedOptions extends LifetimeOptions {
  command: readonly string[];
  /** The polite request to end: `TERM` for most, `INT` for PostgreSQL (its TERM waits for the clients). */
  stopSignal: 'TERM' | 'INT';
  logFile: string;
  user?: ProcessUser | undefined;
}

/** A child process that cannot outlive this one. */
export interface SupervisedProcess {
  pid: number;
  exited: Promise<ServerExit>;
  hasExited(): boolean;
  stop(): Promise<void>;
}

/**
 * Node has no PR_SET_PDEATHSIG, so a shell stands between: it holds the read end of a pipe whose write end only this
 * process has. When this process ends, by SIGKILL too, the pipe ends, and the shell ends the server. A shell rather
 * than a second Node: 1 MB and 1 ms against 45 MB and 40 ms.
 */
const SUPERVISOR = `
signal=$1; grace=$2; remove=$3; shift 3
exec 4<&0
"$@" </dev/null 3>&- 4<&- &
server=$!
echo "$server" >&3
exec 3>&-
(
  while read -r line <&4; do :; done
  kill -s "$signal" "$server"
  while [ "$grace" -gt 0 ] && kill -s 0 "$server"; do sleep 1; grace=$((grace - 1)); done
  kill -s KILL "$server"
) </dev/null >/dev/null 2>&1 &
watcher=$!
exec 4<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
[ -z "$remove" ] || rm -rf -- "$remove"
exit "$code"
`;

/** Not this process's environment: a server's behaviour must not hang on it (PGPORT, LC_MESSAGES, ...). */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Starts a command that ends with this process. In a session of its own, so that Ctrl-C on the terminal reaches only
 * this process, which stops its servers last.
 *
 * @throws the spawn's own error where /bin/sh cannot be run.
 */
export async function startSupervised(options: SupervisedOptions): Promise<SupervisedProcess> {
  const graceMs = options.graceMs ?? 10_000;
  const log = openSync(options.logFile, 'w', 0o600);
  const child = spawn(
    '/bin/sh',
    [
      '-c',
      SUPERVISOR,
      'tiphys-supervisor',
      options.stopSignal,
      String(Math.ceil(graceMs / 1000)),
      options.removeOnExit ?? '',
      ...options.command,
    ],
    {
      cwd: '/',
      env: ENVIRONMENT,
      detached: true,
      stdio: ['pipe', log, log, 'pipe'],
      ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
    },
  );
  closeSync(log);
  let ended = false;
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code) => {
      ended = true;
      // Where the shell itself was killed, its watcher still waits for the pipe's end.
      child.stdin?.destroy();
      resolve({ code: code ?? 128 });
    });
  });
  await once(child, 'spawn');
  child.stdin?.on('error', () => {});
  const pid = await readPid(child.stdio[3] as Readable);
  if (options.unref === true) {
    child.unref();
    (child.stdin as unknown as { unref(): void } | null)?.unref();
  }
  return {
    pid,
    exited,
    hasExited: () => ended,
    stop: async () => {
      if (ended) return;
      child.ref();
      signal(pid, `SIG${options.stopSignal}`);
      const force = setTimeout(() => signal(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}

async function readPid(pipe: Readable): Promise<number> {
  let text = '';
  for await (const chunk of pipe) text += String(chunk);
  return Number(text.trim());
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
