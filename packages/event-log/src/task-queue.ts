import type { ContainerTask } from '@tiphys/engine';
import type { AttemptRef } from './refs.ts';

/** A container that waits for an agent. */
export interface QueuedTask {
  attempt: AttemptRef;
  task: ContainerTask;
  traceparent: string;
}

export interface TaskDelivery {
  task: QueuedTask;
  deliveryCount: number;
  /** The claim has been decided: the queue forgets the task. */
  ack(): Promise<void>;
  nak(delayMs: number): void;
  /** Still preparing (a large image): the ack wait starts anew. */
  extend(): void;
}

/** An order to end an attempt, to the agent that holds it. */
export interface QueuedCancel {
  attempt: AttemptRef;
  traceparent: string;
}

export interface CancelDelivery {
  cancel: QueuedCancel;
  ack(): Promise<void>;
}

/** Work for agents. A task reaches one agent at a time; only a granted claim lets it start. */
export interface TaskQueue {
  /** Durable when it resolves. A repetition within minutes is dropped; a later one is refused by its claim. */
  publish(pool: string, task: QueuedTask, signal?: AbortSignal): Promise<void>;

  /** Takes a task back that no agent has acked. */
  revoke(pool: string, attempt: AttemptRef, signal?: AbortSignal): Promise<void>;

  /**
   * Tasks as they come, until the signal. At most as many are taken and neither acked nor naked as `slots` says
   * there is room for; it is asked before each fetch and may wait. Zero is asked again a little later.
   */
  take(pool: string, slots: () => Promise<number>, signal: AbortSignal): AsyncIterable<TaskDelivery>;

  publishCancel(agentId: string, cancel: QueuedCancel, signal?: AbortSignal): Promise<void>;

  /** Orders to end, each until it is acked, also those from before the agent's restart. */
  takeCancels(agentId: string, signal: AbortSignal): AsyncIterable<CancelDelivery>;
}
