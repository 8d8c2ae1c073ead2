import type { NameRegistry } from '../name-registry.ts';
import type { Gate } from './gate.ts';

/** Names in memory, over one connection; the map is the broker's: namespace/name to uid. */
export class MemoryNameRegistry implements NameRegistry {
  readonly #gate: Gate;
  readonly #names: Map<string, string>;

  constructor(gate: Gate, names: Map<string, string>) {
    this.#gate = gate;
    this.#names = names;
  }

  reserve(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<boolean> {
    const key = keyOf(namespace, name);
    const effect = (): boolean => {
      const holder = this.#names.get(key) ?? uid;
      this.#names.set(key, holder);
      return holder === uid;
    };
    return this.#gate.call('names.reserve', uid, effect, signal);
  }

  lookup(namespace: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
    return this.#gate.call('names.lookup', '', () => this.#names.get(keyOf(namespace, name)), signal);
  }

  async release(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<void> {
    const key = keyOf(namespace, name);
    const effect = (): void => {
      if (this.#names.get(key) === uid) this.#names.delete(key);
    };
    await this.#gate.call('names.release', uid, effect, signal);
  }
}

function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
