import type { Clock } from '@tiphys/clock';
import type { AttemptFolder } from './attempt-folder.ts';
import { OutputOrder } from './output-order.ts';

/** The one writer of each attempt's order, however many handles there are on the attempt. */
export class OutputOrders {
  readonly #clock: Clock;
  readonly #orders = new Map<string, OutputOrder>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of(folder: AttemptFolder): OutputOrder {
    const known = this.#orders.get(folder.path);
    if (known !== undefined) return known;
    const order = new OutputOrder(folder, this.#clock);
    this.#orders.set(folder.path, order);
    return order;
  }

  forget(folder: AttemptFolder): void {
    this.#orders.delete(folder.path);
  }
}
