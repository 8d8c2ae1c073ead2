import { AckPolicy, type ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { decodeCancel, decodeTask, encodeCancel, encodeTask } from '@tiphys/wire/tiphys';
import { attemptId } from '../message-ids.ts';
import type { AttemptRef } from '../refs.ts';
import type { CancelDelivery, QueuedCancel, QueuedTask, TaskDelivery, TaskQueue } from '../task-queue.ts';
import { acknowledge, lettingGo, setAside } from './acknowledging.ts';
import type { ClaimCheck } from './claim-check.ts';
import { consumerName } from './consumer-name.ts';
import type { JetStreamLink } from './link.ts';
import { opened } from './opened-message.ts';
import { pulled } from './pulling.ts';
import { CANCELS, TASKS } from './streams.ts';
import { cancelSubject, cancelsOf, taskSubject, tasksOf } from './subjects.ts';

/** How many cancels an agent takes at once. */
const CANCELS_AT_ONCE = 64;
/** The consumer of an agent, or of a pool, that nobody takes from any more goes after this time. */
const AGENT_GONE_MS = 7 * 24 * 3_600_000;

/** Tasks and cancels in JetStream: two work queues, by pool and by agent. */
export class JetStreamTaskQueue implements TaskQueue {
  readonly #link: JetStreamLink;
  readonly #claims: ClaimCheck;

  constructor(link: JetStreamLink, claims: ClaimCheck) {
    this.#link = link;
    this.#claims = claims;
  }

  async publish(pool: string, task: QueuedTask, signal?: AbortSignal): Promise<void> {
    const msgID = attemptId(task.attempt);
    const subject = taskSubject(pool, task.attempt);
    const { uid } = task.attempt.workflow;
    await this.#claims.publish(`the task ${msgID}`, uid, subject, encodeTask(task), { msgID }, signal);
  }

  async revoke(pool: string, attempt: AttemptRef, signal?: AbortSignal): Promise<void> {
    const filter = taskSubject(pool, attempt);
    const what = `take back task ${attemptId(attempt)}`;
    await this.#link.call(what, ({ jsm }) => jsm.streams.purge(TASKS, { filter }), signal);
  }

  async *take(pool: string, slots: () => Promise<number>, signal: AbortSignal): AsyncIterable<TaskDelivery> {
    const link = this.#link;
    const consumer = {
      durable_name: consumerName('pool', pool),
      // What waits in the pool stays in the stream; whoever takes from it next makes the consumer anew.
      inactive_threshold: nanos(AGENT_GONE_MS),
      ...queueConsumer(tasksOf(pool), link.policy.taskAckWaitMs),
    };
    for await (const message of pulled(link, { stream: TASKS, consumer, room: slots }, signal)) {
      if (signal.aborted) {
        lettingGo(() => message.nak());
        continue;
      }
      const task = await opened(link, this.#claims, message, decodeTask, signal);
      if (task === undefined) continue;
      yield {
        task,
        deliveryCount: message.info.deliveryCount,
        ack: () => acknowledge(link, `ack task ${attemptId(task.attempt)}`, message),
        nak: (delayMs) => lettingGo(() => message.nak(Math.ceil(delayMs))),
        extend: () => lettingGo(() => message.working()),
      };
    }
  }

  async publishCancel(agentId: string, cancel: QueuedCancel, signal?: AbortSignal): Promise<void> {
    const msgID = `${agentId}/${attemptId(cancel.attempt)}`;
    const subject = cancelSubject(agentId, cancel.attempt);
    await this.#link.publish(`the cancel ${msgID}`, subject, encodeCancel(cancel), { msgID }, signal);
  }

  async *takeCancels(agentId: string, signal: AbortSignal): AsyncIterable<CancelDelivery> {
    const link = this.#link;
    const consumer = {
      durable_name: consumerName('agent', agentId),
      inactive_threshold: nanos(AGENT_GONE_MS),
      ...queueConsumer(cancelsOf(agentId), link.policy.cancelAckWaitMs),
    };
    const room = (): Promise<number> => Promise.resolve(CANCELS_AT_ONCE);
    for await (const message of pulled(link, { stream: CANCELS, consumer, room }, signal)) {
      if (signal.aborted) {
        lettingGo(() => message.nak());
        continue;
      }
      const cancel = setAside(link, message, () => decodeCancel(message.data));
      if (cancel === undefined) continue;
      yield { cancel, ack: () => acknowledge(link, `ack cancel ${attemptId(cancel.attempt)}`, message) };
    }
  }
}

/** Whoever takes limits what it holds by itself, and nothing is given up. */
function queueConsumer(filter: string, ackWaitMs: number): Partial<ConsumerConfig> {
  return {
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    filter_subject: filter,
    max_deliver: -1,
    max_ack_pending: -1,
  };
}
