import type { Timer } from '@tiphys/clock';
import { decodeCommand, decodeVerdict, encodeCommand, encodeVerdict } from '@tiphys/wire/tiphys';
import type { CommandDelivery, CommandQueue, QueuedCommand, Verdict } from '../command-queue.ts';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';
import { OrderedDispatcher } from '../delivery/ordered-dispatcher.ts';
import { untilAborted } from '../delivery/until-aborted.ts';
import { checkPayload } from '../errors.ts';
import type { WorkflowRef } from '../refs.ts';
import type { Gate } from './gate.ts';
import type { HeldEntry, MemoryWorkQueue } from './memory-work-queue.ts';

/** All schedulers take from the one lane. */
const LANE = 'schedulers';

/** What the broker holds of commands, for all connections. */
export interface CommandState {
  queue: MemoryWorkQueue;
  /** By uid, then by timer id. */
  timers: Map<string, Map<string, Timer>>;
  /** Who waits for a verdict, by the command's id. */
  askers: Map<string, Set<(verdict: Uint8Array) => void>>;
}

/** Commands in memory, over one connection. */
export class MemoryCommandQueue implements CommandQueue {
  readonly #gate: Gate;
  readonly #state: CommandState;
  readonly #policy: DeliveryPolicy;
  readonly #maxPayload: number;

  constructor(gate: Gate, state: CommandState, policy: DeliveryPolicy, maxPayload: number) {
    this.#gate = gate;
    this.#state = state;
    this.#policy = policy;
    this.#maxPayload = maxPayload;
  }

  async publish(command: QueuedCommand, signal?: AbortSignal): Promise<void> {
    const body = this.#encode(command, '');
    await this.#gate.call(
      'commands.publish',
      command.ref.uid,
      () => this.#put(command, command.id, body),
      signal,
    );
  }

  async request(
    command: QueuedCommand,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Verdict | undefined> {
    const { promise, resolve } = Promise.withResolvers<Uint8Array>();
    const askers = this.#askersOf(command.id);
    askers.add(resolve);
    const timeUp = new AbortController();
    const timer = this.#gate.clock.setTimer(timeoutMs, () => timeUp.abort());
    try {
      const body = this.#encode(command, command.id);
      const { uid } = command.ref;
      await this.#gate.call('commands.request', uid, () => this.#put(command, command.id, body), signal);
      const signals = [timeUp.signal, this.#gate.closed, ...(signal === undefined ? [] : [signal])];
      const verdict = await untilAborted(promise, signals);
      signal?.throwIfAborted();
      this.#gate.closed.throwIfAborted();
      return verdict === undefined ? undefined : decodeVerdict(verdict);
    } finally {
      timer.cancel();
      askers.delete(resolve);
      if (askers.size === 0) this.#state.askers.delete(command.id);
    }
  }

  async consume(
    options: { consumerId: string; concurrency: number },
    handler: (delivery: CommandDelivery) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const dispatcher = new OrderedDispatcher({
      concurrency: options.concurrency,
      ackWaitMs: this.#policy.commandAckWaitMs,
      clock: this.#gate.clock,
      handler,
      // The dispatcher has it come again; there is nobody to tell in memory.
      onFailure: () => undefined,
    });
    // Before what is on its way is given back: so it comes again in its order.
    const stop = (): void => dispatcher.stop();
    signal.addEventListener('abort', stop, { once: true });
    for (;;) {
      await untilAborted(dispatcher.roomFor(1), [signal, this.#gate.closed]);
      const held = await this.#state.queue.take(LANE, this.#gate, signal);
      if (held === undefined) break;
      dispatcher.add(this.#delivery(held));
    }
    signal.removeEventListener('abort', stop);
    await dispatcher.drain();
  }

  async pendingCreate(uid: string, signal?: AbortSignal): Promise<QueuedCommand | undefined> {
    const find = (): Uint8Array | undefined => this.#state.queue.find(`createWorkflow/${uid}`);
    const body = await this.#gate.call('commands.pendingCreate', uid, find, signal);
    return body === undefined ? undefined : decodeCommand(body).command;
  }

  async schedule(
    ref: WorkflowRef,
    timerId: string,
    at: number,
    command: QueuedCommand,
    signal?: AbortSignal,
  ): Promise<void> {
    const body = this.#encode(command, '');
    const effect = (): void => {
      const timers = this.#timersOf(ref.uid);
      timers.get(timerId)?.cancel();
      const timer = this.#gate.clock.setTimer(at - this.#gate.clock.now(), () => {
        timers.delete(timerId);
        this.#put(command, '', body);
      });
      timers.set(timerId, timer);
    };
    await this.#gate.call('commands.schedule', ref.uid, effect, signal);
  }

  async cancelTimer(ref: WorkflowRef, timerId: string, signal?: AbortSignal): Promise<void> {
    const effect = (): void => {
      const timers = this.#timersOf(ref.uid);
      timers.get(timerId)?.cancel();
      timers.delete(timerId);
    };
    await this.#gate.call('commands.cancelTimer', ref.uid, effect, signal);
  }

  async purgeTimers(uid: string, signal?: AbortSignal): Promise<void> {
    const effect = (): void => {
      for (const timer of this.#timersOf(uid).values()) timer.cancel();
      this.#state.timers.delete(uid);
    };
    await this.#gate.call('commands.purgeTimers', uid, effect, signal);
  }

  #delivery(held: HeldEntry): CommandDelivery {
    const { command, replyTo } = decodeCommand(held.body);
    const { uid } = command.ref;
    const gate = this.#gate;
    return {
      command,
      deliveryCount: held.deliveryCount,
      reply: (verdict) => {
        if (replyTo === '') return;
        const body = encodeVerdict(verdict);
        gate.post('commands.reply', uid, () => {
          for (const tell of this.#state.askers.get(replyTo) ?? []) tell(body);
        });
      },
      ack: () => gate.call('commands.ack', uid, held.ack),
      nak: (delayMs) => gate.post('commands.nak', uid, () => held.nak(delayMs)),
      extend: () => gate.post('commands.extend', uid, held.extend),
    };
  }

  #put(command: QueuedCommand, id: string, body: Uint8Array): void {
    const { uid } = command.ref;
    this.#state.queue.publish(id, LANE, `${command.command.type}/${uid}`, uid, body);
  }

  #encode(command: QueuedCommand, replyTo: string): Uint8Array {
    const body = encodeCommand(command, replyTo);
    checkPayload(`the command ${command.id}`, body.length, this.#maxPayload);
    return body;
  }

  #timersOf(uid: string): Map<string, Timer> {
    let timers = this.#state.timers.get(uid);
    if (timers === undefined) {
      timers = new Map();
      this.#state.timers.set(uid, timers);
    }
    return timers;
  }

  #askersOf(commandId: string): Set<(verdict: Uint8Array) => void> {
    let askers = this.#state.askers.get(commandId);
    if (askers === undefined) {
      askers = new Set();
      this.#state.askers.set(commandId, askers);
    }
    return askers;
  }
}
