import type { Clock } from '@tiphys/clock';
import { EventLogError } from '../errors.ts';
import type { CallFault, CallOperation, DeliveryFault, DeliveryOperation, Faults } from './faults.ts';

/**
 * One process's way to the broker. Every call passes here, where a fault may strike it; once closed, as by the
 * death of the process, nothing passes any more.
 */
export class Gate {
  readonly name: string;
  readonly clock: Clock;
  readonly #faults: Faults;
  readonly #closing = new AbortController();

  constructor(name: string, clock: Clock, faults: Faults) {
    this.name = name;
    this.clock = clock;
    this.#faults = faults;
  }

  /** Aborted when the connection ends. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.#closing.abort(this.#unavailable('the connection has ended'));
  }

  /**
   * Has the broker do something.
   *
   * @param effect runs at most once, or twice where the call is repeated; what it throws is the broker's answer.
   * @throws EventLogError broker_unavailable where the answer does not come.
   */
  async call<T>(
    operation: CallOperation,
    subject: string,
    effect: () => T,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    this.closed.throwIfAborted();
    const fault = this.#faults.call({ operation, connection: this.name, subject });
    const answer = await this.#struck(fault, operation, effect);
    this.closed.throwIfAborted();
    signal?.throwIfAborted();
    return answer;
  }

  /** Sends without waiting for an answer. */
  post(operation: CallOperation, subject: string, effect: () => void): void {
    if (this.closed.aborted) return;
    const fault = this.#faults.call({ operation, connection: this.name, subject });
    if (fault.kind === 'lost') return;
    if (fault.kind === 'delayed') this.clock.setTimer(fault.delayMs, effect);
    else effect();
    if (fault.kind === 'repeated') this.clock.setTimer(fault.delayMs, effect);
  }

  deliveryFault(operation: DeliveryOperation, subject: string): DeliveryFault {
    return this.#faults.delivery({ operation, connection: this.name, subject });
  }

  async #struck<T>(fault: CallFault, operation: CallOperation, effect: () => T): Promise<T> {
    switch (fault.kind) {
      case 'none':
        return effect();
      case 'lost':
        await this.clock.sleep(fault.afterMs, this.closed);
        throw this.#unavailable(`${operation}: no answer`);
      case 'answerLost':
        settle(effect);
        await this.clock.sleep(fault.afterMs, this.closed);
        throw this.#unavailable(`${operation}: no answer`);
      case 'delayed': {
        // The connection may end before the call has left; what has left takes place.
        await this.clock.sleep(fault.delayMs / 2, this.closed);
        const answer = settle(effect);
        await this.clock.sleep(fault.delayMs / 2, this.closed);
        return answer();
      }
      case 'repeated': {
        const answer = settle(effect);
        this.clock.setTimer(fault.delayMs, () => settle(effect));
        return answer();
      }
    }
  }

  #unavailable(reason: string): EventLogError {
    return new EventLogError('broker_unavailable', `${reason} (connection ${this.name})`);
  }
}

/** Lets the broker do it now, and tells later how it went. */
function settle<T>(effect: () => T): () => T {
  try {
    const value = effect();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
