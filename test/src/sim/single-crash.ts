import { type Faults, noFaults } from '@tiphys/event-log/memory';
import type { FaultPlan } from './fault-plan.ts';

/** One call that leaves a process, before or after it takes place, in the order in which a calm run comes to them. */
export interface Place {
  process: string;
  place: string;
}

/**
 * A calm run in which one process crashes once, at a place that is told by its number; without a number it crashes
 * nowhere, and tells all places there are. Up to that place two runs of one seed are the same.
 */
export class SingleCrash implements FaultPlan {
  readonly faults: Faults = noFaults;
  readonly crashes = new Map<string, number>();
  readonly places: Place[] = [];
  readonly #crashAt: number | undefined;
  readonly #absenceMs: number;

  /** @param absenceMs until the process is started again. */
  constructor(crashAt: number | undefined, absenceMs: number) {
    this.#crashAt = crashAt;
    this.#absenceMs = absenceMs;
  }

  heal(): void {}

  crashesAt(process: string, place: string): boolean {
    this.places.push({ process, place });
    if (this.places.length - 1 !== this.#crashAt) return false;
    this.crashes.set(process, 1);
    return true;
  }

  restartAfter(): number {
    return this.#absenceMs;
  }
}
