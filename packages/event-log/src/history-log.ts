import type { Transition } from '@tiphys/engine';
import type { WorkflowRef } from './refs.ts';

/** A transition as the log holds it. */
export interface RecordedTransition {
  ref: WorkflowRef;
  /** Sequence in the log: grows over all workflows, and names the workflow's version. */
  version: number;
  transition: Transition;
  /** W3C trace context of the command that caused it; empty without. */
  traceparent: string;
}

/** Everything up to `version` has been delivered; what follows is new. */
export interface CaughtUp {
  caughtUp: true;
  version: number;
}

/** The histories of all workflows: the truth. */
export interface HistoryLog {
  /**
   * Appends after `expectedVersion`, the workflow's version that the caller decided on (0: no history yet).
   *
   * @returns the new version, durable.
   * @throws EventLogError stale_version where somebody else was first: reload, decide again; broker_unavailable
   * where it is unknown whether the append took place: reload before deciding again; payload_too_large.
   */
  append(
    ref: WorkflowRef,
    transition: Transition,
    expectedVersion: number,
    traceparent?: string,
    signal?: AbortSignal,
  ): Promise<number>;

  /** A workflow's transitions after a version, oldest first; ends with the last one that was there when called. */
  read(uid: string, afterVersion?: number, signal?: AbortSignal): AsyncIterable<RecordedTransition>;

  /**
   * All transitions after a version, or those of one workflow, as they come; ends only by the signal. Survives a
   * broken connection without a gap and without a repetition. One CaughtUp comes when what was there is delivered.
   *
   * @throws EventLogError history_gone where a deletion after that version has been forgotten (DeliveryPolicy's
   * `tombstoneMs`), or where the log does not reach that version: rebuild from 0, which never fails so.
   */
  follow(
    options: { afterVersion: number; uid?: string },
    signal: AbortSignal,
  ): AsyncIterable<RecordedTransition | CaughtUp>;

  /** Version of the newest transition of all; 0: none. */
  latestVersion(signal?: AbortSignal): Promise<number>;

  /**
   * Forgets a deleted workflow: all but its last transition, which followers may not have seen yet, at once; that
   * one after `tombstoneMs`, when some other workflow is purged.
   */
  purge(uid: string, signal?: AbortSignal): Promise<void>;
}
