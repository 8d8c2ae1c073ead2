import type { NatsConnection } from '@nats-io/nats-core';
import { EventLogError } from '../errors.ts';
import type { EventLogPorts } from '../event-log-ports.ts';
import { ClaimCheck } from './claim-check.ts';
import { JetStreamAgentRegistry } from './jetstream-agent-registry.ts';
import { JetStreamCacheStore } from './jetstream-cache-store.ts';
import { JetStreamCommandQueue } from './jetstream-command-queue.ts';
import { JetStreamHistoryLog } from './jetstream-history-log.ts';
import { JetStreamLockStore } from './jetstream-lock-store.ts';
import { JetStreamLogStore } from './jetstream-log-store.ts';
import { JetStreamNameRegistry } from './jetstream-name-registry.ts';
import type { JetStreamOptions } from './jetstream-options.ts';
import { JetStreamTaskQueue } from './jetstream-task-queue.ts';
import { JetStreamLink } from './link.ts';

/** A connection to the broker, with all ports on it. */
export interface JetStreamBroker extends EventLogPorts {
  /** Undefined: ready; else one line that says what is missing. For readiness. */
  problem(): string | undefined;
  /** Resolves when the broker is there, and the streams are; rejects with the signal's reason. */
  ready(signal?: AbortSignal): Promise<void>;
  /** The driver's connection, for adapters of other ports; waits as `ready` does. */
  connection(signal?: AbortSignal): Promise<NatsConnection>;
  /** Lets leave what is under way, and ends the connection. Iterators of the ports end. */
  close(): Promise<void>;
}

/**
 * Begins to connect, and returns at once: a broker that is down is waited for, at start and ever after, and
 * `problem` says so. Calls wait for the connection as long as `requestTimeoutMs` allows, iterators for ever. Streams
 * are made, or brought up to date, at each connection; any number of services may do so at the same time.
 */
export function connectJetStream(options: JetStreamOptions): JetStreamBroker {
  const link = new JetStreamLink(options);
  const claims = new ClaimCheck(link);
  const connection = async (signal?: AbortSignal): Promise<NatsConnection> => {
    const online = await link.online(signal);
    if (online !== undefined) return online.nc;
    signal?.throwIfAborted();
    throw new EventLogError('broker_unavailable', 'the connection to NATS has been closed');
  };
  return {
    history: new JetStreamHistoryLog(link, claims),
    commands: new JetStreamCommandQueue(link, claims),
    tasks: new JetStreamTaskQueue(link, claims),
    logs: new JetStreamLogStore(link),
    names: new JetStreamNameRegistry(link),
    agents: new JetStreamAgentRegistry(link),
    locks: new JetStreamLockStore(link),
    caches: new JetStreamCacheStore(link),
    problem: () => link.problem(),
    ready: async (signal) => {
      await connection(signal);
    },
    connection,
    close: () => link.close(),
  };
}
