import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Waits for a line, which says that all is in order; the end of the pipe without it says that its writer was killed.
 * A shell, since it costs 1 MB until there is something to do.
 */
const WATCH = 'read -r line && exit 0; exec "$@"';

/**
 * Has what a run leaves removed at once where this process is killed (SIGKILL). The watch is in a session of its own:
 * what is sent to the group of the run does not reach it.
 *
 * @returns ends the watch.
 */
export async function watchOverRun(directory: string): Promise<() => Promise<void>> {
  const sweep = [process.execPath, join(import.meta.dirname, 'sweep-main.ts'), directory];
  const watch = spawn('/bin/sh', ['-c', WATCH, 'tiphys-run-watch', ...sweep], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(watch, 'spawn');
  watch.stdin.on('error', () => undefined);
  watch.unref();
  const ended = once(watch, 'close');
  return async () => {
    watch.ref();
    watch.stdin.end('done\n');
    await ended;
  };
}
