import type { CallFault, CallOperation, DeliveryFault, Faults } from '@tiphys/event-log/memory';

interface Line {
  operation: CallOperation;
  connection: string;
  fault: () => CallFault;
  times: number;
}

/** Faults that a test asks for, and a record of every call to the broker: `s1 history.append`. */
export class FaultScript implements Faults {
  readonly calls: string[] = [];
  readonly #lines: Line[] = [];

  /** The next calls of this kind over this connection meet the fault; what `fault` does happens before the call. */
  on(connection: string, operation: CallOperation, fault: () => CallFault, times = 1): void {
    this.#lines.push({ operation, connection, fault, times });
  }

  call({ operation, connection }: { operation: CallOperation; connection: string }): CallFault {
    this.calls.push(`${connection} ${operation}`);
    const line = this.#lines.find(
      (each) => each.times > 0 && each.operation === operation && each.connection === connection,
    );
    if (line === undefined) return { kind: 'none' };
    line.times -= 1;
    return line.fault();
  }

  delivery(): DeliveryFault {
    return { kind: 'none' };
  }

  /** How often something was called. */
  count(connection: string, operation: CallOperation): number {
    return this.calls.filter((call) => call === `${connection} ${operation}`).length;
  }
}
