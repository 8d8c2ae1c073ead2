import { AckPolicy, type JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { decodeCommand, decodeVerdict, encodeCommand, encodeVerdict } from '@tiphys/wire/tiphys';
import type { CommandDelivery, CommandQueue, QueuedCommand, Verdict } from '../command-queue.ts';
import { OrderedDispatcher } from '../delivery/ordered-dispatcher.ts';
import { untilAborted } from '../delivery/until-aborted.ts';
import type { WorkflowRef } from '../refs.ts';
import { acknowledge, lettingGo } from './acknowledging.ts';
import type { ClaimCheck } from './claim-check.ts';
import type { JetStreamLink } from './link.ts';
import { opened } from './opened-message.ts';
import { pulled } from './pulling.ts';
import { lastMessage } from './stored-messages.ts';
import { COMMANDS } from './streams.ts';
import { commandSubject, timerSubject, timersOf, verdictSubject } from './subjects.ts';

/** One for all schedulers: the broker gives each command to one of them. */
const CONSUMER = 'scheduler';

/** Commands in JetStream: a work queue, in the order of arrival over all workflows. */
export class JetStreamCommandQueue implements CommandQueue {
  readonly #link: JetStreamLink;
  readonly #claims: ClaimCheck;

  constructor(link: JetStreamLink, claims: ClaimCheck) {
    this.#link = link;
    this.#claims = claims;
  }

  async publish(command: QueuedCommand, signal?: AbortSignal): Promise<void> {
    await this.#publish(command, '', signal);
  }

  async request(
    command: QueuedCommand,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<Verdict | undefined> {
    const subject = verdictSubject(command.id);
    const answer = Promise.withResolvers<Uint8Array>();
    const timeUp = new AbortController();
    const timer = this.#link.clock.setTimer(timeoutMs, () => timeUp.abort());
    const listen = `listen for the verdict on ${command.id}`;
    const subscription = await this.#link.call(
      listen,
      async ({ nc }) =>
        nc.subscribe(subject, {
          max: 1,
          callback: (error, message) =>
            error === null ? answer.resolve(message.data) : answer.reject(error),
        }),
      signal,
    );
    try {
      await this.#publish(command, subject, signal);
      const signals = signal === undefined ? [timeUp.signal] : [timeUp.signal, signal];
      const body = await untilAborted(answer.promise, signals);
      signal?.throwIfAborted();
      return body === undefined ? undefined : decodeVerdict(body);
    } finally {
      timer.cancel();
      lettingGo(() => subscription.unsubscribe());
    }
  }

  async consume(
    options: { consumerId: string; concurrency: number },
    handler: (delivery: CommandDelivery) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, logger, policy } = this.#link;
    const dispatcher = new OrderedDispatcher({
      concurrency: options.concurrency,
      ackWaitMs: policy.commandAckWaitMs,
      clock,
      handler,
      onFailure: ({ command, deliveryCount }, error) =>
        logger.warn('a command could not be handled; it comes again', {
          consumer: options.consumerId,
          commandId: command.id,
          deliveryCount,
          error,
        }),
    });
    // Waiting for room for several keeps the requests few while there is much to do.
    const atLeast = Math.max(1, Math.floor(options.concurrency / 2));
    const source = {
      stream: COMMANDS,
      consumer: {
        durable_name: CONSUMER,
        ack_policy: AckPolicy.Explicit,
        ack_wait: nanos(policy.commandAckWaitMs),
        filter_subject: 'cmd.>',
        // A command is never given up; and each scheduler limits by itself what it holds.
        max_deliver: -1,
        max_ack_pending: -1,
      },
      room: async () => {
        await dispatcher.roomFor(atLeast);
        return dispatcher.room;
      },
    };
    // Before what is on its way is given back: so it comes again in its order.
    const stop = (): void => dispatcher.stop();
    signal.addEventListener('abort', stop, { once: true });
    for await (const message of pulled(this.#link, source, signal)) {
      const delivery = await this.#delivery(message, signal);
      if (delivery !== undefined) dispatcher.add(delivery);
    }
    signal.removeEventListener('abort', stop);
    await dispatcher.drain();
  }

  async pendingCreate(uid: string, signal?: AbortSignal): Promise<QueuedCommand | undefined> {
    return this.#link.call(
      `look for the creation of ${uid}`,
      async (online) => {
        const message = await lastMessage(online, COMMANDS, commandSubject(uid, 'createWorkflow'));
        if (message === undefined) return undefined;
        return decodeCommand(await this.#claims.read(message.data, signal)).command;
      },
      signal,
    );
  }

  async schedule(
    ref: WorkflowRef,
    timerId: string,
    at: number,
    command: QueuedCommand,
    signal?: AbortSignal,
  ): Promise<void> {
    const target = commandSubject(command.ref.uid, command.command.type);
    // No message id: the broker would keep it on delivery, and take the command for a repetition of its timer.
    const schedule = { specification: new Date(at), target };
    const what = `set timer ${timerId} of workflow ${ref.name}`;
    await this.#link.publish(
      what,
      timerSubject(ref.uid, timerId),
      encodeCommand(command),
      { schedule },
      signal,
    );
  }

  async cancelTimer(ref: WorkflowRef, timerId: string, signal?: AbortSignal): Promise<void> {
    await this.#purge(`take back timer ${timerId} of ${ref.name}`, timerSubject(ref.uid, timerId), signal);
  }

  async purgeTimers(uid: string, signal?: AbortSignal): Promise<void> {
    await this.#purge(`take back all timers of ${uid}`, timersOf(uid), signal);
  }

  async #publish(command: QueuedCommand, replyTo: string, signal: AbortSignal | undefined): Promise<void> {
    const { id, ref } = command;
    const subject = commandSubject(ref.uid, command.command.type);
    const body = encodeCommand(command, replyTo);
    await this.#claims.publish(`the command ${id}`, ref.uid, subject, body, { msgID: id }, signal);
  }

  async #purge(what: string, filter: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#link.call(what, ({ jsm }) => jsm.streams.purge(COMMANDS, { filter }), signal);
  }

  async #delivery(message: JsMsg, signal: AbortSignal): Promise<CommandDelivery | undefined> {
    const link = this.#link;
    const decoded = await opened(link, this.#claims, message, decodeCommand, signal);
    if (decoded === undefined) return undefined;
    const { command, replyTo } = decoded;
    return {
      command,
      deliveryCount: message.info.deliveryCount,
      reply: (verdict) => {
        if (replyTo === '') return;
        // Lost where there is no connection, as where nobody waits.
        void link
          .call('answer', async ({ nc }) => nc.publish(replyTo, encodeVerdict(verdict)))
          .catch((error) => link.logger.debug('a verdict is lost', { commandId: command.id, error }));
      },
      ack: () => acknowledge(link, `ack ${command.id}`, message),
      nak: (delayMs) => lettingGo(() => message.nak(Math.ceil(delayMs))),
      extend: () => lettingGo(() => message.working()),
    };
  }
}
