import type { Clock } from '@tiphys/clock';
import { type AttemptContainer, attemptKey, type ContainerRuntime } from '@tiphys/runtime';
import { backoffDelay } from '@tiphys/service-kit';

const WAITS = { initialMs: 50, maxMs: 2_000 };
/** As long as the engine may take for what it is slow at; tries after that would not help. */
const PATIENCE_MS = 30_000;

/**
 * Removes all that an agent has on its host, for one that never comes again: containers, and volumes of claims. It is
 * looked again after each round, so that also what was just being made, or removed by somebody else, is seen to go.
 *
 * @throws Error that names what is left after some patience, and why.
 */
export async function discardAttempts(
  runtime: ContainerRuntime,
  agentId: string,
  clock: Clock,
): Promise<void> {
  const deadline = clock.now() + PATIENCE_MS;
  for (let round = 1; ; round += 1) {
    const left = await oneRound(runtime, agentId);
    if (left.length === 0) return;
    if (clock.now() >= deadline) throw new Error(`not removed: ${left.join('; ')}`);
    await clock.sleep(backoffDelay(WAITS, round));
  }
}

/** @returns what was there, each with why it still may be; nothing: there was nothing. */
async function oneRound(runtime: ContainerRuntime, agentId: string): Promise<string[]> {
  let containers: AttemptContainer[];
  let holders: string[];
  try {
    [containers, holders] = await Promise.all([runtime.list(agentId), runtime.claimHolders(agentId)]);
  } catch (error) {
    return [`what agent ${agentId} has (${reasonOf(error)})`];
  }
  const removed = containers.map((one) => tried(attemptKey(one.attempt), () => one.remove()));
  const left = await Promise.all(removed);
  // A volume can go when no container has it any more.
  const released = holders.map((uid) =>
    tried(`volumes of workflow ${uid}`, () => runtime.releaseClaims(uid)),
  );
  return [...left, ...(await Promise.all(released))];
}

async function tried(what: string, remove: () => Promise<void>): Promise<string> {
  try {
    await remove();
    return what;
  } catch (error) {
    return `${what} (${reasonOf(error)})`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
