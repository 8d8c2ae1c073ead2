import type { RejectionCode, WorkflowCommand } from '@tiphys/engine';
import type { WorkflowRef } from './refs.ts';

/** A command on its way. Its instant is the scheduler's when it decides, so there is none here. */
export interface QueuedCommand {
  /** Names the command once and for all: a repetition has the same id. */
  id: string;
  ref: WorkflowRef;
  command: WorkflowCommand;
  traceparent: string;
}

/** What the scheduler says of a command. */
export interface Verdict {
  commandId: string;
  /** Undefined: accepted. */
  rejection: { code: RejectionCode; message: string } | undefined;
  /** The workflow's version after the command. */
  version: number;
}

/** One delivery of a command. Exactly one of ack and nak is to be called; without, it comes again after the ack wait. */
export interface CommandDelivery {
  command: QueuedCommand;
  /** 1 for the first. */
  deliveryCount: number;
  /** Tells whoever asked by `request`; lost where nobody waits. */
  reply(verdict: Verdict): void;
  /** Done: resolves when the queue has forgotten it. */
  ack(): Promise<void>;
  /** Not now: comes again after the delay. */
  nak(delayMs: number): void;
  /** Still working: the ack wait starts anew. */
  extend(): void;
}

/** Wishes about workflows, each handled at least once, those of one workflow in order. */
export interface CommandQueue {
  /** Durable when it resolves. A repetition with the same id within minutes is dropped by the queue itself. */
  publish(command: QueuedCommand, signal?: AbortSignal): Promise<void>;

  /**
   * Publishes, and waits for the verdict.
   *
   * @returns undefined where none came in time; the command is durable all the same.
   */
  request(command: QueuedCommand, timeoutMs: number, signal?: AbortSignal): Promise<Verdict | undefined>;

  /**
   * Hands commands to the handler until the signal; then waits for the handlers that run. Commands of different
   * workflows are handled at the same time, up to `concurrency`; those of one workflow one after the other.
   * A handler that throws leaves its command to come again; and what comes again may come after what was sent later.
   */
  consume(
    options: { consumerId: string; concurrency: number },
    handler: (delivery: CommandDelivery) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;

  /** The creation of a workflow that no scheduler has taken yet. */
  pendingCreate(uid: string, signal?: AbortSignal): Promise<QueuedCommand | undefined>;

  /** Delivers a command at a time (ms since 1970), durable when it resolves. The same timer id replaces the one before. */
  schedule(
    ref: WorkflowRef,
    timerId: string,
    at: number,
    command: QueuedCommand,
    signal?: AbortSignal,
  ): Promise<void>;

  /** Takes a timer back; one that is not there (any more) is no error. */
  cancelTimer(ref: WorkflowRef, timerId: string, signal?: AbortSignal): Promise<void>;

  /** Takes back all timers of a deleted workflow. Commands that wait stay, and are told that it does not exist. */
  purgeTimers(uid: string, signal?: AbortSignal): Promise<void>;
}
