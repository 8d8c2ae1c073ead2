import type { Clock } from '@tiphys/clock';
import { Announcement } from '../delivery/announcement.ts';
import { EventLogError } from '../errors.ts';

export interface StoredTransition {
  version: number;
  uid: string;
  body: Uint8Array;
}

/** What the broker holds of histories, for all connections. */
export class HistoryState {
  readonly changed = new Announcement();
  readonly #clock: Clock;
  readonly #tombstoneMs: number;
  /** At version - 1; undefined where purged. */
  readonly #log: (StoredTransition | undefined)[] = [];
  readonly #byWorkflow = new Map<string, StoredTransition[]>();
  /** Purged workflows, oldest first. */
  readonly #tombstones = new Map<string, { version: number; at: number }>();
  /** The newest version whose deletion has been forgotten. */
  #horizon = 0;

  constructor(clock: Clock, tombstoneMs: number) {
    this.#clock = clock;
    this.#tombstoneMs = tombstoneMs;
  }

  get latest(): number {
    return this.#log.length;
  }

  latestOf(uid: string): number {
    return this.#byWorkflow.get(uid)?.at(-1)?.version ?? 0;
  }

  /** @throws EventLogError stale_version. */
  append(uid: string, expectedVersion: number, body: Uint8Array): number {
    const latest = this.latestOf(uid);
    if (latest !== expectedVersion) {
      throw new EventLogError(
        'stale_version',
        `workflow ${uid} is at version ${latest}, not ${expectedVersion}`,
      );
    }
    const stored = { version: this.#log.length + 1, uid, body };
    this.#log.push(stored);
    const own = this.#byWorkflow.get(uid);
    if (own === undefined) this.#byWorkflow.set(uid, [stored]);
    else own.push(stored);
    this.changed.announce();
    return stored.version;
  }

  after(uid: string, version: number): StoredTransition[] {
    return (this.#byWorkflow.get(uid) ?? []).filter((stored) => stored.version > version);
  }

  firstAfter(version: number, uid?: string): StoredTransition | undefined {
    if (uid !== undefined) return this.#byWorkflow.get(uid)?.find((stored) => stored.version > version);
    for (let at = version; at < this.#log.length; at += 1) {
      const stored = this.#log[at];
      if (stored !== undefined) return stored;
    }
    return undefined;
  }

  /** @throws EventLogError history_gone where a follower that stands at the version could have missed a deletion. */
  checkReachable(version: number): void {
    if (version > this.latest) {
      throw new EventLogError('history_gone', `the log ends at version ${this.latest}, before ${version}`);
    }
    if (version > 0 && version < this.#horizon) {
      throw new EventLogError('history_gone', `deletions after version ${version} have been forgotten`);
    }
  }

  purge(uid: string): void {
    const own = this.#byWorkflow.get(uid) ?? [];
    const last = own.at(-1);
    if (last === undefined) return;
    for (const { version } of own.splice(0, own.length - 1)) this.#log[version - 1] = undefined;
    if (!this.#tombstones.has(uid)) {
      this.#tombstones.set(uid, { version: last.version, at: this.#clock.now() });
    }
    this.#sweep();
  }

  #sweep(): void {
    for (const [uid, { version, at }] of this.#tombstones) {
      if (this.#clock.now() - at < this.#tombstoneMs) return;
      this.#horizon = Math.max(this.#horizon, version);
      this.#tombstones.delete(uid);
      this.#byWorkflow.delete(uid);
      this.#log[version - 1] = undefined;
    }
  }
}
