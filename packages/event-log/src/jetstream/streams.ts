import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  type StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';

export const COMMANDS = 'COMMANDS';
export const HISTORY = 'HISTORY';
export const TOMBSTONES = 'TOMBSTONES';
export const TASKS = 'TASKS';
export const CANCELS = 'CANCELS';
export const LOGS = 'LOGS';
export const LOCKS = 'LOCKS';

/** An order to end an attempt is of no use once the agent's claims are refused; agents claim again after a restart. */
const CANCEL_MAX_AGE_MS = 24 * 3_600_000;
/** "stream name already in use with a different configuration" */
const DIFFERENT_CONFIGURATION = 10058;

export interface StreamSettings {
  replicas: number;
  storage: StorageType;
  policy: DeliveryPolicy;
}

type Config = Partial<StreamConfig> & { name: string };

/**
 * What the broker keeps, and for how long:
 *
 * - COMMANDS: until they are acked. Timers lie in the same stream, which is where the broker delivers them.
 * - HISTORY: until the workflow is deleted; TOMBSTONES: when it was.
 * - TASKS, CANCELS: until they are acked or taken back.
 * - LOGS: until the workflow is deleted.
 * - LOCKS: the last message of each lock, until nobody holds it or waits for it.
 *
 * New messages are refused where there is no room: nothing that was accepted is ever thrown away for it.
 */
export function streamConfigs({ replicas, storage, policy }: StreamSettings): Config[] {
  const every = { num_replicas: replicas, storage, discard: DiscardPolicy.New };
  const window = { duplicate_window: nanos(policy.duplicateWindowMs) };
  const queue = { ...every, ...window, retention: RetentionPolicy.Workqueue };
  const log = { ...every, retention: RetentionPolicy.Limits, allow_direct: true };
  return [
    { ...queue, name: COMMANDS, subjects: ['cmd.>', 'timer.>'], allow_msg_schedules: true },
    { ...log, name: HISTORY, subjects: ['history.>'] },
    {
      ...log,
      name: TOMBSTONES,
      subjects: ['tombstone.>', 'horizon'],
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.Old,
    },
    { ...queue, name: TASKS, subjects: ['task.>'] },
    { ...queue, name: CANCELS, subjects: ['cancel.>'], max_age: nanos(CANCEL_MAX_AGE_MS) },
    { ...log, name: LOGS, subjects: ['log.>'] },
    // Reads go to the leader: what was just written is seen.
    {
      ...every,
      retention: RetentionPolicy.Limits,
      name: LOCKS,
      subjects: ['lock.>'],
      max_msgs_per_subject: 1,
      discard: DiscardPolicy.Old,
      allow_atomic: true,
    },
  ];
}

/** Makes a stream, or makes it what it should be. Any number of services may do so at once. */
export async function ensureStream(jsm: JetStreamManager, config: Config): Promise<void> {
  try {
    await jsm.streams.add(config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== DIFFERENT_CONFIGURATION) throw error;
    await jsm.streams.update(config.name, config);
  }
}
