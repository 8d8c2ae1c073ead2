import type { Transition } from '@tiphys/engine';
import { TransitionMessage } from '../gen/tiphys/v1/history.ts';
import { decoding } from './decoding.ts';
import { eventFrom, eventTo } from './event.ts';
import { type WorkflowRef, workflowRefFrom } from './refs.ts';

/** A transition as a message in a workflow's history. */
export function encodeTransition(ref: WorkflowRef, transition: Transition, traceparent: string): Uint8Array {
  return TransitionMessage.encode({
    workflow: ref,
    commandId: transition.commandId,
    at: transition.at,
    events: transition.events.map(eventTo),
    agenda: transition.agenda,
    traceparent,
    isWish: transition.isWish === true,
  }).finish();
}

/** @throws WireError where the bytes are no transition, or hold an event that this version does not know. */
export function decodeTransition(bytes: Uint8Array): {
  ref: WorkflowRef;
  transition: Transition;
  traceparent: string;
} {
  return decoding('tiphys.v1.TransitionMessage', () => {
    const { workflow, commandId, at, events, agenda, traceparent, isWish } = TransitionMessage.decode(bytes);
    return {
      ref: workflowRefFrom(workflow),
      transition: {
        commandId,
        at,
        events: events.map(eventFrom),
        agenda,
        ...(isWish ? { isWish } : {}),
      },
      traceparent,
    };
  });
}
