export { agentRegistrySuite } from './agent-registry-suite.ts';
export type { BrokerUnderTest, MakeBroker, OtherProcess } from './broker-under-test.ts';
export { commandQueueSuite } from './command-queue-suite.ts';
export { eventLogSuite } from './event-log-suite.ts';
export { historyLogSuite } from './history-log-suite.ts';
export { logStoreSuite } from './log-store-suite.ts';
export { nameRegistrySuite } from './name-registry-suite.ts';
export {
  endChunk,
  sampleAttempt,
  sampleChunk,
  sampleCommand,
  sampleCreate,
  sampleHeartbeat,
  sampleRef,
  sampleTask,
  sampleTransition,
} from './samples.ts';
export { all, first, Tally } from './taking.ts';
export { taskQueueSuite } from './task-queue-suite.ts';
export { timerSuite } from './timer-suite.ts';
