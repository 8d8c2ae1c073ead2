import type {
  CallFault,
  CallOperation,
  DeliveryFault,
  DeliveryOperation,
  Faults,
} from '@tiphys/event-log/memory';

/** Lets a test meet the next call of a kind that the api makes: what is done there happens before the call. */
export class ScriptedFaults implements Faults {
  readonly #delays: { operation: DeliveryOperation; delayMs: number }[] = [];
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

  /** The next delivery of a kind to the api comes so much later. */
  delay(operation: DeliveryOperation, delayMs: number): void {
    this.#delays.push({ operation, delayMs });
  }

  delivery({ operation, connection }: { operation: DeliveryOperation; connection: string }): DeliveryFault {
    const next = this.#delays[0];
    if (connection !== 'api' || next?.operation !== operation) return { kind: 'none' };
    this.#delays.shift();
    return { kind: 'delayed', delayMs: next.delayMs };
  }
}
