import type { AgentRegistry } from './agent-registry.ts';
import type { CacheStore } from './cache-store.ts';
import type { CommandQueue } from './command-queue.ts';
import type { HistoryLog } from './history-log.ts';
import type { LockStore } from './lock-store.ts';
import type { LogStore } from './log-store.ts';
import type { NameRegistry } from './name-registry.ts';
import type { TaskQueue } from './task-queue.ts';

/** All that the services ask of a broker. */
export interface EventLogPorts {
  history: HistoryLog;
  commands: CommandQueue;
  tasks: TaskQueue;
  logs: LogStore;
  names: NameRegistry;
  agents: AgentRegistry;
  locks: LockStore;
  caches: CacheStore;
}
