import type { RunningService } from '@tiphys/service-kit';
import { CommandError } from '../errors.ts';

const LOOK_EVERY_MS = 20;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Waits until every service says that it can do its work.
 *
 * @throws CommandError naming what is not ready.
 */
export async function untilReady(services: readonly RunningService[]): Promise<void> {
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    const problems = services.flatMap(({ name, checks }) =>
      checks.flatMap((check) => {
        const problem = check.problem();
        return problem === undefined ? [] : [`${name}: ${check.name}: ${problem}`];
      }),
    );
    if (problems.length === 0) return;
    if (Date.now() > deadline) throw new CommandError('failed', `not ready: ${problems.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
