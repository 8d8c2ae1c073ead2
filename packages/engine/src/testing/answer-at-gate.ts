import type { AnswerCache, LockAnswer } from '../locks/lock-events.ts';
import type { Scenario } from './scenario.ts';
import type { Random } from './seeded-random.ts';

/**
 * Lets the registry of locks, or a cache, answer one of those who wait; others may be first.
 *
 * @returns whether one was answered.
 */
export function answerAtGate(scenario: Scenario, random: Random): boolean {
  const { locks, nodes, atGate, attempts, timers } = scenario.draft;
  const requests = [...locks].filter(([, { held }]) => !held);
  const lookups = [...atGate].filter((id) => nodes.get(id)?.memoization?.lookup === 'open');
  if (requests.length + lookups.length === 0) return false;
  if (attempts.size + timers.size > 0 && random.chance(0.4)) return false;
  const place = random.below(requests.length + lookups.length);
  const request = requests[place];
  if (request === undefined) {
    const nodeId = lookups[place - requests.length] ?? '';
    const answer = random.pick<AnswerCache['answer']>([
      { kind: 'miss' },
      { kind: 'miss' },
      { kind: 'hit', outputs: { parameters: [{ name: 'value', value: 'kept' }] } },
      { kind: 'hit' },
      { kind: 'failed', message: 'the cache is broken' },
    ]);
    expect(scenario.send({ type: 'answerCache', nodeId, answer })?.code, undefined);
    expect(scenario.send({ type: 'answerCache', nodeId, answer })?.code, 'superseded');
    return true;
  }
  const [key, { requestedAt, waiting }] = request;
  const waits = waiting === undefined && random.chance(0.5);
  const answer: LockAnswer = waits
    ? { kind: 'waiting', lock: 'l', message: 'Waiting for l lock.', holders: [{ lock: 'l', holders: ['x'] }] }
    : random.chance(0.03)
      ? { kind: 'denied', message: 'no such lock' }
      : { kind: 'granted', locks: [] };
  const command = { type: 'answerLocks', key, requestedAt, answer } as const;
  expect(scenario.send(command)?.code, undefined);
  const again = scenario.send(command)?.code;
  if (again === undefined) throw new Error('a repeated answer is accepted');
  const other = scenario.send({ ...command, requestedAt: 1 })?.code;
  if (other === undefined) throw new Error('an answer to another request is accepted');
  return true;
}

function expect(code: string | undefined, expected: string | undefined): void {
  if (code !== expected) throw new Error(`an answer is ${code ?? 'accepted'}`);
}
