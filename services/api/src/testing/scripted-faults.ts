import type { CallFault, CallOperation, Faults } from '@tiphys/event-log/memory';

/** Lets a test meet the next call of a kind that the api makes: what is done there happens before the call. */
export class ScriptedFaults implements Faults {
  readonly #next = new Map<CallOperation, (() => CallFault)[]>();

  on(operation: CallOperation, fault: () => CallFault): void {
    const waiting = this.#next.get(operation) ?? [];
    waiting.push(fault);
    this.#next.set(operation, waiting);
  }

  call({ operation, connection }: { operation: CallOperation; connection: string }): CallFault {
    const fault = connection === 'api' ? this.#next.get(operation)?.shift() : undefined;
    return fault === undefined ? { kind: 'none' } : fault();
  }

  delivery(): { kind: 'none' } {
    return { kind: 'none' };
  }
}
