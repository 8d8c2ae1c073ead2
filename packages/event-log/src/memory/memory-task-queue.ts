import { decodeCancel, decodeTask, encodeCancel, encodeTask } from '@tiphys/wire/tiphys';
import { untilAborted } from '../delivery/until-aborted.ts';
import { checkPayload } from '../errors.ts';
import { attemptId } from '../message-ids.ts';
import type { AttemptRef } from '../refs.ts';
import type { CancelDelivery, QueuedCancel, QueuedTask, TaskDelivery, TaskQueue } from '../task-queue.ts';
import type { Gate } from './gate.ts';
import type { MemoryWorkQueue } from './memory-work-queue.ts';

/** When an agent that said it had no room at all is asked again. */
const NO_ROOM_RETRY_MS = 500;

/** Tasks and cancels in memory, over one connection. */
export class MemoryTaskQueue implements TaskQueue {
  readonly #gate: Gate;
  readonly #tasks: MemoryWorkQueue;
  readonly #cancels: MemoryWorkQueue;
  readonly #maxPayload: number;

  constructor(gate: Gate, tasks: MemoryWorkQueue, cancels: MemoryWorkQueue, maxPayload: number) {
    this.#gate = gate;
    this.#tasks = tasks;
    this.#cancels = cancels;
    this.#maxPayload = maxPayload;
  }

  async publish(pool: string, task: QueuedTask, signal?: AbortSignal): Promise<void> {
    const body = encodeTask(task);
    const id = attemptId(task.attempt);
    checkPayload(`the task ${id}`, body.length, this.#maxPayload);
    const { uid } = task.attempt.workflow;
    await this.#gate.call('tasks.publish', uid, () => this.#tasks.publish(id, pool, id, uid, body), signal);
  }

  async revoke(_pool: string, attempt: AttemptRef, signal?: AbortSignal): Promise<void> {
    const remove = (): void => this.#tasks.remove(attemptId(attempt));
    await this.#gate.call('tasks.revoke', attempt.workflow.uid, remove, signal);
  }

  async *take(pool: string, slots: () => Promise<number>, signal: AbortSignal): AsyncIterable<TaskDelivery> {
    const ends = [signal, this.#gate.closed];
    for (;;) {
      const room = (await untilAborted(slots(), ends)) ?? 0;
      if (ends.some((end) => end.aborted)) return;
      if (room < 1) await untilAborted(this.#gate.clock.sleep(NO_ROOM_RETRY_MS), ends);
      for (let taken = 0; taken < room; taken += 1) {
        const held = await this.#tasks.take(pool, this.#gate, signal);
        if (held === undefined) return;
        const { uid, deliveryCount } = held;
        const gate = this.#gate;
        yield {
          task: decodeTask(held.body),
          deliveryCount,
          ack: () => gate.call('tasks.ack', uid, held.ack),
          nak: (delayMs) => gate.post('tasks.nak', uid, () => held.nak(delayMs)),
          extend: () => gate.post('tasks.extend', uid, held.extend),
        };
      }
    }
  }

  async publishCancel(agentId: string, cancel: QueuedCancel, signal?: AbortSignal): Promise<void> {
    const body = encodeCancel(cancel);
    const key = attemptId(cancel.attempt);
    const { uid } = cancel.attempt.workflow;
    const put = (): void => this.#cancels.publish(`${agentId}/${key}`, agentId, key, uid, body);
    await this.#gate.call('cancels.publish', uid, put, signal);
  }

  async *takeCancels(agentId: string, signal: AbortSignal): AsyncIterable<CancelDelivery> {
    for (;;) {
      const held = await this.#cancels.take(agentId, this.#gate, signal);
      if (held === undefined) return;
      yield {
        cancel: decodeCancel(held.body),
        ack: () => this.#gate.call('cancels.ack', held.uid, held.ack),
      };
    }
  }
}
