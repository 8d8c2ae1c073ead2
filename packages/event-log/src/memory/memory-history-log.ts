import type { Transition } from '@tiphys/engine';
import { decodeTransition, encodeTransition } from '@tiphys/wire/tiphys';
import { untilAborted } from '../delivery/until-aborted.ts';
import { checkPayload, EventLogError } from '../errors.ts';
import type { CaughtUp, HistoryLog, RecordedTransition } from '../history-log.ts';
import type { WorkflowRef } from '../refs.ts';
import type { Gate } from './gate.ts';
import type { HistoryState, StoredTransition } from './history-state.ts';

/** Histories in memory, over one connection. */
export class MemoryHistoryLog implements HistoryLog {
  readonly #gate: Gate;
  readonly #state: HistoryState;
  readonly #maxPayload: number;

  constructor(gate: Gate, state: HistoryState, maxPayload: number) {
    this.#gate = gate;
    this.#state = state;
    this.#maxPayload = maxPayload;
  }

  async append(
    ref: WorkflowRef,
    transition: Transition,
    expectedVersion: number,
    traceparent = '',
    signal?: AbortSignal,
  ): Promise<number> {
    const body = encodeTransition(ref, transition, traceparent);
    checkPayload(`the transition ${transition.commandId}`, body.length, this.#maxPayload);
    const effect = (): number => this.#state.append(ref.uid, expectedVersion, body);
    return this.#gate.call('history.append', ref.uid, effect, signal);
  }

  async *read(uid: string, afterVersion = 0, signal?: AbortSignal): AsyncIterable<RecordedTransition> {
    const there = (): StoredTransition[] => this.#state.after(uid, afterVersion);
    for (const stored of await this.#gate.call('history.read', uid, there, signal)) yield recorded(stored);
  }

  async *follow(
    options: { afterVersion: number; uid?: string },
    signal: AbortSignal,
  ): AsyncIterable<RecordedTransition | CaughtUp> {
    const { afterVersion, uid } = options;
    const ends = [signal, this.#gate.closed];
    const ended = (): boolean => ends.some((end) => end.aborted);
    if (ended()) return;
    this.#state.checkReachable(afterVersion);
    const goal = Math.max(afterVersion, uid === undefined ? this.#state.latest : this.#state.latestOf(uid));
    let version = afterVersion;
    let told = false;
    for (;;) {
      const change = this.#state.changed.next();
      const next = this.#state.firstAfter(version, uid);
      if (!told && (next === undefined || next.version > goal)) {
        told = true;
        yield { caughtUp: true, version: goal };
        if (ended()) return;
      }
      if (next === undefined) {
        await untilAborted(change, ends);
      } else {
        const fault = this.#gate.deliveryFault('history.deliver', next.uid);
        if (fault.kind === 'delayed') await untilAborted(this.#gate.clock.sleep(fault.delayMs), ends);
        if (!ended()) yield recorded(next);
        version = next.version;
      }
      if (ended()) return;
    }
  }

  latestVersion(signal?: AbortSignal): Promise<number> {
    return this.#gate.call('history.latestVersion', '', () => this.#state.latest, signal);
  }

  async purge(uid: string, signal?: AbortSignal): Promise<void> {
    await this.#gate.call('history.purge', uid, () => this.#state.purge(uid), signal);
  }
}

function recorded(stored: StoredTransition): RecordedTransition {
  try {
    return { ...decodeTransition(stored.body), version: stored.version };
  } catch (error) {
    throw new EventLogError('corrupt_message', `transition ${stored.version} cannot be read`, {
      cause: error,
    });
  }
}
