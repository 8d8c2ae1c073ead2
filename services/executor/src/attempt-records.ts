import type { AttemptRef } from '@tiphys/event-log';

/** What an agent has written down of one attempt. */
export interface AttemptRecord {
  ref: AttemptRef;
  traceparent: string;
  /** True: its container was seen to run, so its task does not come again. False: it may have run. */
  isStarted: boolean;
}

/**
 * What an agent has begun and not reported yet, written down on its host: by it the next start sees what has gone
 * while no agent was there, which neither the runtime nor the queue can tell. Where it is lost, so is the agent's id,
 * which is kept beside it.
 */
export interface AttemptRecords {
  /** Durable when it resolves, as against the death of the process. No harm where it is there. */
  begun(ref: AttemptRef, traceparent: string): Promise<void>;
  /** Of one that was begun, or that an agent has begun that wrote nothing down. */
  started(ref: AttemptRef, traceparent: string): Promise<void>;
  /** No error where there is none. */
  ended(ref: AttemptRef): Promise<void>;
  find(ref: AttemptRef): Promise<AttemptRecord | undefined>;
  list(): Promise<AttemptRecord[]>;
}
