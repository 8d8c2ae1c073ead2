import type { Clock } from '@tiphys/clock';
import type { WorkflowChange } from '@tiphys/read-model';
import { ChangeRing, type RingLimits } from './change-ring.ts';
import { VersionMark } from './version-mark.ts';

const LIMITS: RingLimits = { changes: 4_096, nodes: 32_768 };

/**
 * Where the projector hands over what it has projected, and watchers take it. Watchers hold a version each and no
 * queue: one that is slower than the ring is long reads what it missed from the store or the history. So neither
 * their number nor their slowness costs memory.
 */
export class WatchHub {
  readonly #ring: ChangeRing;
  readonly #mark: VersionMark;
  #generation = 0;

  constructor(clock: Clock, limits: RingLimits = LIMITS) {
    this.#ring = new ChangeRing(limits);
    this.#mark = new VersionMark(clock);
  }

  /** Version up to which watchers can be told everything. */
  get latest(): number {
    return this.#ring.latest;
  }

  /** Grows when versions of before mean nothing any more: who watched from one must start anew. */
  get generation(): number {
    return this.#generation;
  }

  /** The store stands here; what came before it and is not in the ring is to be read elsewhere. */
  resume(position: number): void {
    if (position <= this.#ring.latest) return;
    this.#ring.restart(position);
    this.#mark.set(position);
  }

  /** See ChangeRing.push. */
  publish(after: number, changes: readonly WorkflowChange[], through: number): void {
    this.#ring.push(after, changes, through);
    this.#mark.set(this.#ring.latest);
  }

  /** The history has been replaced by another. */
  startAnew(): void {
    this.#generation += 1;
    this.#ring.restart(0);
    this.#mark.set(0);
  }

  /** See ChangeRing.page. */
  page(after: number, limit: number): WorkflowChange[] | undefined {
    return this.#ring.page(after, limit);
  }

  /** @returns whether there is something after the version before the time is over or the signal comes. */
  async beyond(version: number, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const { generation } = this;
    const reached = await this.#mark.reached(version + 1, timeoutMs, signal);
    return reached || generation !== this.#generation;
  }
}
