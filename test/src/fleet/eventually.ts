import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;
/** Long enough for a machine that does much else. */
const GIVE_UP_MS = 120_000;

/**
 * Looks until there is something; for what another process does and nobody tells of.
 *
 * @param what for the error.
 * @throws Error where it takes too long.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = GIVE_UP_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(LOOK_EVERY_MS);
  }
}
