import type { AttemptRef } from '@tiphys/event-log';
import { attemptKey } from '@tiphys/runtime';
import type { AttemptRecord, AttemptRecords } from './attempt-records.ts';

/** For simulated hosts: lives as long as the host does. */
export class MemoryAttemptRecords implements AttemptRecords {
  readonly #records = new Map<string, AttemptRecord>();

  async begun(ref: AttemptRef, traceparent: string): Promise<void> {
    const key = attemptKey(ref);
    if (!this.#records.has(key)) this.#records.set(key, { ref, traceparent, isStarted: false });
  }

  async started(ref: AttemptRef, traceparent: string): Promise<void> {
    this.#records.set(attemptKey(ref), { ref, traceparent, isStarted: true });
  }

  async ended(ref: AttemptRef): Promise<void> {
    this.#records.delete(attemptKey(ref));
  }

  async find(ref: AttemptRef): Promise<AttemptRecord | undefined> {
    return this.#records.get(attemptKey(ref));
  }

  async list(): Promise<AttemptRecord[]> {
    return [...this.#records.values()];
  }
}
