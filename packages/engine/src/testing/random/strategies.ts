import type { RetryStrategy, Synchronization } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';

/** What there is around the workflows that are made; what is not there is not asked for. */
export interface RandomLanguage {
  /** Somebody resumes what waits for it. */
  people: boolean;
  /** Agents have the label `disk: ssd`, and a task that asks for what none has may wait. */
  labels: boolean;
  /** Requests can be sent. */
  requests: boolean;
  /** Stores of artifacts beside the built-in one can be reached. */
  stores: boolean;
  /** Artifacts are kept, and what lies in the built-in store can be fetched. */
  artifacts: boolean;
}

export const WHOLE_LANGUAGE: RandomLanguage = {
  people: true,
  labels: true,
  requests: true,
  stores: true,
  artifacts: true,
};

export function retryStrategy(random: Random): RetryStrategy {
  const strategy: RetryStrategy = { limit: random.pick([0, 1, '2']) };
  if (random.chance(0.6))
    strategy.retryPolicy = random.pick(['Always', 'OnFailure', 'OnError', 'OnTransientError']);
  if (random.chance(0.4)) {
    strategy.backoff = { duration: '100ms', factor: random.pick([2, '3']), cap: '1' };
    if (random.chance(0.3)) strategy.backoff.maxDuration = random.pick(['1ms', '1h']);
  }
  if (random.chance(0.3)) strategy.expression = 'lastRetry.status == "Failed" || asInt(retries) < 1';
  if (random.chance(0.2)) strategy.affinity = { nodeAntiAffinity: {} };
  return strategy;
}

/**
 * Locks of all kinds, shared by workflows. Whoever holds one may wait for those of a lower level and no others: else
 * two would wait for each other for ever, as they would in Argo.
 *
 * @param level of the template: its own locks and nobody else's have it in their names.
 */
export function synchronization(random: Random, level: string): Synchronization {
  const name = `of-${level}`;
  const semaphores = [
    { configMapKeyRef: { name: 'limits', key: name } },
    { configMapKeyRef: { name: 'limits', key: name, optional: false }, namespace: 'default' },
    { database: { key: name } },
  ];
  const mutexes = [{ name }, { name, namespace: 'elsewhere' }, { name, database: true }];
  const chosen = random.below(3);
  if (chosen === 0) return { semaphores: [random.pick(semaphores)] };
  if (chosen === 1) return { mutexes: [random.pick(mutexes)] };
  return { semaphores: [random.pick(semaphores)], mutexes: [random.pick(mutexes)] };
}
