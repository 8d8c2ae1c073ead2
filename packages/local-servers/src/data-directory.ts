import { setTimeout as delay } from 'node:timers/promises';
import { LocalServerError } from './local-server.ts';
import { programName } from './process-table.ts';

/** A server whose starter was killed needs a moment to end; a new start waits for that long. */
const HANDOVER_MS = 10_000;

/**
 * Returns when the process that a data directory's pid file names is gone, or is not that program (the number was
 * given to another one).
 *
 * @throws LocalServerError data_directory_in_use where it still runs after ten seconds.
 */
export async function waitForOwner(pid: number, program: string, directory: string): Promise<void> {
  if (!Number.isInteger(pid) || pid <= 0) return;
  const deadline = performance.now() + HANDOVER_MS;
  while (programName(pid) === program) {
    if (performance.now() > deadline) {
      throw new LocalServerError(
        'data_directory_in_use',
        `${directory} is in use by ${program} (pid ${pid}): stop the Tiphys that runs there, or choose another directory`,
      );
    }
    await delay(20);
  }
}
