import type { ContainerTask } from '@tiphys/engine';
import { CancelMessage, TaskMessage } from '../gen/tiphys/v1/task.ts';
import { containerTaskFrom, containerTaskTo } from './container-task.ts';
import { decoding } from './decoding.ts';
import { type AttemptRef, attemptRefFrom } from './refs.ts';

/** A container that waits for an agent; the event log's QueuedTask. */
export interface TaskOnWire {
  attempt: AttemptRef;
  task: ContainerTask;
  traceparent: string;
}

/** An order to end an attempt; the event log's QueuedCancel. */
export interface CancelOnWire {
  attempt: AttemptRef;
  traceparent: string;
}

export function encodeTask(task: TaskOnWire): Uint8Array {
  return TaskMessage.encode({ ...task, task: containerTaskTo(task.task) }).finish();
}

/** @throws WireError where the bytes are no task. */
export function decodeTask(bytes: Uint8Array): TaskOnWire {
  return decoding('tiphys.v1.TaskMessage', () => {
    const { attempt, task, traceparent } = TaskMessage.decode(bytes);
    return { attempt: attemptRefFrom(attempt), task: containerTaskFrom(task), traceparent };
  });
}

export function encodeCancel(cancel: CancelOnWire): Uint8Array {
  return CancelMessage.encode(cancel).finish();
}

/** @throws WireError where the bytes are no order to end an attempt. */
export function decodeCancel(bytes: Uint8Array): CancelOnWire {
  return decoding('tiphys.v1.CancelMessage', () => {
    const { attempt, traceparent } = CancelMessage.decode(bytes);
    return { attempt: attemptRefFrom(attempt), traceparent };
  });
}
