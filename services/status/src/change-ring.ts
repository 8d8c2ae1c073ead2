import type { WorkflowChange } from '@tiphys/read-model';

export interface RingLimits {
  changes: number;
  /** Nodes in all of them: a change may have hundreds. */
  nodes: number;
}

/** The newest changes, without a gap: everything after `floor` up to `latest`. Bounded, whoever is slow to read it. */
export class ChangeRing {
  readonly #limits: RingLimits;
  #changes: WorkflowChange[] = [];
  #nodes = 0;
  #floor: number;
  #latest: number;

  constructor(limits: RingLimits, start = 0) {
    this.#limits = limits;
    this.#floor = start;
    this.#latest = start;
  }

  get floor(): number {
    return this.#floor;
  }

  get latest(): number {
    return this.#latest;
  }

  /** Forgets everything, and goes on after a version. */
  restart(at: number): void {
    this.#changes = [];
    this.#nodes = 0;
    this.#floor = at;
    this.#latest = at;
  }

  /**
   * Takes consecutive changes; those that are in it already are left out.
   *
   * @param after version after which they begin: beyond `latest`, there is a gap, and what was before it is forgotten.
   * @param through version up to which they are complete.
   */
  push(after: number, changes: readonly WorkflowChange[], through: number): void {
    if (through <= this.#latest) return;
    if (after > this.#latest) this.restart(after);
    for (const change of changes) {
      if (change.version <= this.#latest) continue;
      this.#changes.push(change);
      this.#nodes += change.nodes.length;
    }
    this.#latest = through;
    this.#trim();
  }

  /**
   * At most so many changes after a version, oldest first.
   *
   * @returns undefined where some of them have been forgotten.
   */
  page(after: number, limit: number): WorkflowChange[] | undefined {
    if (after < this.#floor) return undefined;
    const start = this.#indexAfter(after);
    return this.#changes.slice(start, start + limit);
  }

  #indexAfter(version: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#changes[middle]?.version ?? 0) <= version) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Down to three quarters at a time: cutting off one by one would move the rest each time. */
  #trim(): void {
    const { changes, nodes } = this.#limits;
    if (this.#changes.length <= changes && this.#nodes <= nodes) return;
    let drop = 0;
    while (
      this.#changes.length - drop > 1 &&
      (this.#changes.length - drop > changes * 0.75 || this.#nodes > nodes * 0.75)
    ) {
      this.#nodes -= this.#changes[drop]?.nodes.length ?? 0;
      drop += 1;
    }
    this.#floor = this.#changes[drop - 1]?.version ?? this.#floor;
    this.#changes = this.#changes.slice(drop);
  }
}
