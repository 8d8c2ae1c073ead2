import assert from 'node:assert/strict';
import { brokerContents } from './broker-contents.ts';
import { eventually } from './eventually.ts';
import type { Fleet } from './fleet.ts';

/**
 * The broker keeps what it kept before, but for the notes that workflows were deleted. The agent's own part (its acks,
 * its claims) is done a moment later.
 */
export async function assertBrokerForgets(fleet: Fleet, before: readonly string[]): Promise<void> {
  const isNote = (entry: string): boolean => /^(TOMBSTONES tombstone|HISTORY history)\./.test(entry);
  let left: string[] = [];
  await eventually('the broker forgets it', async () => {
    left = (await brokerContents(fleet.nats.url)).filter((entry) => !before.includes(entry));
    return left.every(isNote) || undefined;
  }).catch((error: Error) => assert.fail(`${error.message}: ${left}`));
  assert.ok(left.length <= 2, `${left}`);
}
