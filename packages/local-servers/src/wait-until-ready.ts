import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalServerError } from './local-server.ts';
import type { SupervisedProcess } from './supervised-process.ts';

/** How often a starting server's files are looked at; neither server can call back. */
const POLL_MS = 5;

/**
 * Looks at a starting server until `ready` answers.
 *
 * @param failed turns the log of a server that ended while starting into an error.
 * @throws what `failed` returns, or server_failed after the time limit; the server has then been stopped.
 */
export async function waitUntilReady<T>(
  server: { name: string; process: SupervisedProcess; logFile: string; timeoutMs: number },
  ready: () => T | undefined,
  failed: (log: string) => LocalServerError | undefined,
): Promise<T> {
  const deadline = performance.now() + server.timeoutMs;
  for (;;) {
    const answer = ready();
    if (answer !== undefined) return answer;
    if (server.process.hasExited()) {
      const log = readLog(server.logFile);
      throw failed(log) ?? startFailed(server.name, 'ended while starting', log);
    }
    if (performance.now() > deadline) {
      await server.process.stop();
      throw startFailed(server.name, `was not ready after ${server.timeoutMs} ms`, readLog(server.logFile));
    }
    await delay(POLL_MS);
  }
}

/** server_failed with the last lines that the server wrote, on one line. */
export function startFailed(name: string, what: string, log: string): LocalServerError {
  const tail = log.trim().split('\n').slice(-3).join(' | ');
  return new LocalServerError('server_failed', `${name} ${what}: ${tail || 'it wrote nothing'}`);
}

export function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
