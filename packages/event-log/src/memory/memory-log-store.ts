import { decodeLogChunk, encodeLogChunk } from '@tiphys/wire/tiphys';
import { Announcement } from '../delivery/announcement.ts';
import { AppendChain } from '../delivery/append-chain.ts';
import { untilAborted } from '../delivery/until-aborted.ts';
import { checkPayload } from '../errors.ts';
import type { LogChunk, LogStore } from '../log-store.ts';
import { attemptId } from '../message-ids.ts';
import type { AttemptRef } from '../refs.ts';
import type { Gate } from './gate.ts';

interface StoredChunk {
  sequence: number;
  nodeId: string;
  body: Uint8Array;
}

/** What the broker holds of logs, for all connections. */
export class LogState {
  readonly changed = new Announcement();
  /** By uid, in the order of arrival. */
  readonly chunks = new Map<string, StoredChunk[]>();
  readonly positions = new Map<string, Map<string, { offset: number; ended: boolean }>>();
  #sequence = 0;

  append(chunk: LogChunk, body: Uint8Array): void {
    const { uid } = chunk.attempt.workflow;
    const { offset, ended } = this.position(chunk.attempt);
    if (ended || chunk.offset < offset) return;
    this.#sequence += 1;
    const own = this.chunks.get(uid) ?? [];
    own.push({ sequence: this.#sequence, nodeId: chunk.attempt.nodeId, body });
    this.chunks.set(uid, own);
    const positions = this.positions.get(uid) ?? new Map();
    positions.set(attemptId(chunk.attempt), { offset: chunk.offset + chunk.data.length, ended: chunk.end });
    this.positions.set(uid, positions);
    this.changed.announce();
  }

  position(attempt: AttemptRef): { offset: number; ended: boolean } {
    return this.positions.get(attempt.workflow.uid)?.get(attemptId(attempt)) ?? { offset: 0, ended: false };
  }

  after(uid: string, nodeId: string | undefined, sequence: number): StoredChunk[] {
    const own = this.chunks.get(uid) ?? [];
    return own.filter(
      (chunk) => chunk.sequence > sequence && (nodeId === undefined || chunk.nodeId === nodeId),
    );
  }

  purge(uid: string): void {
    this.chunks.delete(uid);
    this.positions.delete(uid);
  }
}

/** Logs in memory, over one connection. */
export class MemoryLogStore implements LogStore {
  readonly #gate: Gate;
  readonly #state: LogState;
  readonly #maxPayload: number;
  /** By attempt, as long as something is being appended. */
  readonly #chains = new Map<string, AppendChain>();

  constructor(gate: Gate, state: LogState, maxPayload: number) {
    this.#gate = gate;
    this.#state = state;
    this.#maxPayload = maxPayload;
  }

  async append(chunk: LogChunk, signal?: AbortSignal): Promise<void> {
    const body = encodeLogChunk(chunk);
    const key = attemptId(chunk.attempt);
    checkPayload(`the log chunk ${key}`, body.length, this.#maxPayload);
    const { uid } = chunk.attempt.workflow;
    const chain = this.#chains.get(key) ?? new AppendChain();
    this.#chains.set(key, chain);
    const append = (): Promise<void> =>
      this.#gate.call('logs.append', uid, () => this.#state.append(chunk, body), signal);
    try {
      await chain.add(append);
    } finally {
      if (chain.length === 0) this.#chains.delete(key);
    }
  }

  position(attempt: AttemptRef, signal?: AbortSignal): Promise<{ offset: number; ended: boolean }> {
    const effect = (): { offset: number; ended: boolean } => ({ ...this.#state.position(attempt) });
    return this.#gate.call('logs.position', attempt.workflow.uid, effect, signal);
  }

  async *read(
    options: { uid: string; nodeId?: string; follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<LogChunk> {
    const { uid, nodeId, follow } = options;
    const ends = [signal, this.#gate.closed];
    const ended = (): boolean => ends.some((end) => end.aborted);
    let sequence = 0;
    while (!ended()) {
      const change = this.#state.changed.next();
      const there = (): StoredChunk[] => this.#state.after(uid, nodeId, sequence);
      const chunks = follow ? there() : await this.#gate.call('logs.read', uid, there, signal);
      for (const chunk of chunks) {
        const fault = this.#gate.deliveryFault('logs.deliver', uid);
        if (fault.kind === 'delayed') await untilAborted(this.#gate.clock.sleep(fault.delayMs), ends);
        if (ended()) return;
        yield decodeLogChunk(chunk.body);
        sequence = chunk.sequence;
      }
      if (!follow) return;
      if (chunks.length === 0) await untilAborted(change, ends);
    }
  }

  async purge(uid: string, signal?: AbortSignal): Promise<void> {
    await this.#gate.call('logs.purge', uid, () => this.#state.purge(uid), signal);
  }
}
