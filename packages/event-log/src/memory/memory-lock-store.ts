import { isEmptyLock, type LockStore, type StoredLock } from '../lock-store.ts';
import type { Gate } from './gate.ts';

/** What the broker holds of locks, for all connections. */
export interface LockState {
  records: Map<string, { text: string; revision: number }>;
  revision: number;
}

/** Locks in memory, over one connection. */
export class MemoryLockStore implements LockStore {
  readonly #gate: Gate;
  readonly #state: LockState;

  constructor(gate: Gate, state: LockState) {
    this.#gate = gate;
    this.#state = state;
  }

  read(names: readonly string[], signal?: AbortSignal): Promise<StoredLock[]> {
    const effect = (): StoredLock[] =>
      names.map((name) => {
        const { text, revision } = this.#state.records.get(name) ?? {
          text: '{"holders":[],"queue":[]}',
          revision: 0,
        };
        return { name, revision, record: JSON.parse(text) as StoredLock['record'] };
      });
    return this.#gate.call('locks.read', names[0] ?? '', effect, signal);
  }

  write(locks: readonly StoredLock[], signal?: AbortSignal): Promise<boolean> {
    const texts = locks.map(({ record }) => (isEmptyLock(record) ? undefined : JSON.stringify(record)));
    const effect = (): boolean => {
      const { records } = this.#state;
      if (locks.some(({ name, revision }) => (records.get(name)?.revision ?? 0) !== revision)) return false;
      for (const [index, { name }] of locks.entries()) {
        const text = texts[index];
        this.#state.revision += 1;
        if (text === undefined) records.delete(name);
        else records.set(name, { text, revision: this.#state.revision });
      }
      return true;
    };
    return this.#gate.call('locks.write', locks[0]?.name ?? '', effect, signal);
  }

  names(signal?: AbortSignal): Promise<string[]> {
    return this.#gate.call('locks.names', '', () => [...this.#state.records.keys()], signal);
  }
}
