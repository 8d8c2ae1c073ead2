/** How the queues hand things out; the same in every adapter. Times in milliseconds. */
export interface DeliveryPolicy {
  /** How long a command may be held without a sign of life before another scheduler gets it. */
  commandAckWaitMs: number;
  /** The same for a task and an agent. */
  taskAckWaitMs: number;
  /** The same for an order to end an attempt. */
  cancelAckWaitMs: number;
  /** How long a repetition with the same id is recognised by the queue itself. */
  duplicateWindowMs: number;
  /** How long the last transition of a deleted workflow stays for followers that were away. */
  tombstoneMs: number;
}

/**
 * - Commands: whoever holds one says every third of the time that it lives, so the wait only decides how soon
 *   another scheduler takes over from a dead one.
 * - Tasks and cancels: agents answer within a round trip to the scheduler, which may be restarting.
 * - Duplicates: the broker remembers every id of the window in memory; the engine's own keys are what counts.
 * - Tombstones: a status service that was away for longer rebuilds from the histories.
 */
export const DELIVERY_POLICY: DeliveryPolicy = {
  commandAckWaitMs: 10_000,
  taskAckWaitMs: 30_000,
  cancelAckWaitMs: 30_000,
  duplicateWindowMs: 120_000,
  tombstoneMs: 7 * 24 * 3_600_000,
};

const FIRST_REDELIVERY_MS = 100;
const MAX_REDELIVERY_MS = 10_000;

/** How long a delivery that could not be handled waits before it comes again. */
export function redeliveryDelay(deliveryCount: number): number {
  return Math.min(MAX_REDELIVERY_MS, FIRST_REDELIVERY_MS * 2 ** Math.min(deliveryCount - 1, 10));
}
