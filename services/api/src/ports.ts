import type { Clock } from '@tiphys/clock';
import type { CommandQueue, HistoryLog, LogStore, NameRegistry } from '@tiphys/event-log';
import type { ObjectStore } from '@tiphys/object-store';
import type { ResourceStore, SecretKeys } from '@tiphys/resource-store';
import type { Logger, Tracer } from '@tiphys/service-kit';
import type { StatusReader } from './status-reader.ts';

/** Everything the api reaches outside itself. */
export interface ApiPorts {
  commands: CommandQueue;
  /** Only asked for its latest version: a read that must be up to date waits until the projection has it. */
  history: Pick<HistoryLog, 'latestVersion'>;
  names: NameRegistry;
  logs: LogStore;
  resources: ResourceStore;
  /** The built-in store of artifacts. */
  artifacts: ObjectStore;
  /** What Secrets are sealed with; undefined: none can be kept. */
  secretKeys?: SecretKeys | undefined;
  status: StatusReader;
  clock: Clock;
  random: RandomBytes;
  logger: Logger;
  tracer: Tracer;
}

/** So many unpredictable bytes. */
export type RandomBytes = (size: number) => Uint8Array;
