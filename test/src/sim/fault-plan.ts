import { type Faults, ROUGH, randomFaults } from '@tiphys/event-log/memory';
import type { CrashPlan } from './sim-process.ts';
import { fraction, type Random } from './sim-random.ts';

/** Processes crash at one of so many places, as long as things go wrong. */
const PLACES_PER_CRASH = 120;
const MAX_CRASHES_PER_PROCESS = 4;
const MAX_ABSENCE_MS = 15_000;

/** What goes wrong in one run. */
export interface FaultPlan extends CrashPlan {
  readonly faults: Faults;
  /** How often each process has crashed. */
  readonly crashes: ReadonlyMap<string, number>;
  /** From now on nothing goes wrong. */
  heal(): void;
}

/**
 * Everything at random: until `heal`, calls are lost, delayed and repeated, and processes crash; afterwards
 * nothing does, so that what must happen can be waited for.
 */
export class RandomFaults implements FaultPlan {
  readonly faults: Faults;
  readonly #random: Random;
  readonly #crashes = new Map<string, number>();
  readonly #lostForGood: ReadonlySet<string>;
  #healed = false;

  /** @param lostForGood processes that are not started again after their first crash. */
  constructor(networkRandom: Random, crashRandom: Random, lostForGood: ReadonlySet<string>) {
    this.#random = crashRandom;
    this.#lostForGood = lostForGood;
    const rough = randomFaults(() => fraction(networkRandom), ROUGH);
    const calm = { kind: 'none' } as const;
    this.faults = {
      call: (point) => (this.#healed ? calm : rough.call(point)),
      delivery: (point) => (this.#healed ? calm : rough.delivery(point)),
    };
  }

  heal(): void {
    this.#healed = true;
  }

  crashesAt(process: string, _place: string): boolean {
    if (this.#healed) return false;
    const before = this.#crashes.get(process) ?? 0;
    if (before >= MAX_CRASHES_PER_PROCESS || this.#random.below(PLACES_PER_CRASH) !== 0) return false;
    this.#crashes.set(process, before + 1);
    return true;
  }

  restartAfter(process: string): number | undefined {
    return this.#lostForGood.has(process) ? undefined : this.#random.below(MAX_ABSENCE_MS);
  }

  get crashes(): ReadonlyMap<string, number> {
    return this.#crashes;
  }
}
