/** Calls to the broker, each a point where a fault may strike. */
export type CallOperation =
  | 'history.append'
  | 'history.read'
  | 'history.latestVersion'
  | 'history.purge'
  | 'commands.publish'
  | 'commands.request'
  | 'commands.reply'
  | 'commands.ack'
  | 'commands.nak'
  | 'commands.extend'
  | 'commands.pendingCreate'
  | 'commands.schedule'
  | 'commands.cancelTimer'
  | 'commands.purgeTimers'
  | 'tasks.publish'
  | 'tasks.revoke'
  | 'tasks.ack'
  | 'tasks.nak'
  | 'tasks.extend'
  | 'cancels.publish'
  | 'cancels.ack'
  | 'logs.append'
  | 'logs.position'
  | 'logs.read'
  | 'logs.purge'
  | 'names.reserve'
  | 'names.lookup'
  | 'names.release'
  | 'agents.beat'
  | 'agents.list'
  | 'agents.remove'
  | 'agents.addPool'
  | 'agents.newPools'
  | 'agents.assign'
  | 'agents.unassign'
  | 'agents.assignments'
  | 'agents.holders'
  | 'locks.read'
  | 'locks.write'
  | 'locks.names'
  | 'caches.load'
  | 'caches.save';

/** What the broker hands out by itself. */
export type DeliveryOperation =
  | 'commands.deliver'
  | 'tasks.deliver'
  | 'cancels.deliver'
  | 'history.deliver'
  | 'logs.deliver';

export interface FaultPoint<Operation> {
  operation: Operation;
  /** Name of the connection, as given to `MemoryBroker.connect`. */
  connection: string;
  /** Workflow, or agent; empty where the call is about none. */
  subject: string;
}

/** What befalls a call. Times in milliseconds. */
export type CallFault =
  | { kind: 'none' }
  /** Never reaches the broker; the caller learns after a while that nobody answers. */
  | { kind: 'lost'; afterMs: number }
  /** Takes place; the caller learns after a while that nobody answers. */
  | { kind: 'answerLost'; afterMs: number }
  /** Takes place half-way through the delay, answered after it. */
  | { kind: 'delayed'; delayMs: number }
  /** Reaches the broker twice; the second time after the delay, unheard. */
  | { kind: 'repeated'; delayMs: number };

/** What befalls a delivery. Histories and logs know only delay: their streams neither lose nor repeat. */
export type DeliveryFault =
  | { kind: 'none' }
  /** Never arrives: comes again after the ack wait. */
  | { kind: 'lost' }
  | { kind: 'delayed'; delayMs: number }
  /** Handed out a second time after the delay, though the first is still held. */
  | { kind: 'repeated'; delayMs: number }
  /** What waits of another workflow goes first. */
  | { kind: 'overtaken' };

/** Decides what goes wrong. Asked in the order in which things happen, so a seeded one repeats exactly. */
export interface Faults {
  call(point: FaultPoint<CallOperation>): CallFault;
  delivery(point: FaultPoint<DeliveryOperation>): DeliveryFault;
}

/** Nothing goes wrong. */
export const noFaults: Faults = {
  call: () => ({ kind: 'none' }),
  delivery: () => ({ kind: 'none' }),
};
