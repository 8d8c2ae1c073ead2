import { agentRegistrySuite } from './agent-registry-suite.ts';
import type { MakeBroker } from './broker-under-test.ts';
import { cacheStoreSuite } from './cache-store-suite.ts';
import { commandQueueSuite } from './command-queue-suite.ts';
import { historyLogSuite } from './history-log-suite.ts';
import { lockStoreSuite } from './lock-store-suite.ts';
import { logStoreSuite } from './log-store-suite.ts';
import { nameRegistrySuite } from './name-registry-suite.ts';
import { taskQueueSuite } from './task-queue-suite.ts';
import { timerSuite } from './timer-suite.ts';

/** What every adapter of all eight ports does. */
export function eventLogSuite(name: string, make: MakeBroker): void {
  historyLogSuite(name, make);
  commandQueueSuite(name, make);
  timerSuite(name, make);
  taskQueueSuite(name, make);
  logStoreSuite(name, make);
  nameRegistrySuite(name, make);
  agentRegistrySuite(name, make);
  lockStoreSuite(name, make);
  cacheStoreSuite(name, make);
}
