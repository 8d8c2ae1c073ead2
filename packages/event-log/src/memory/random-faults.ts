import type { CallFault, DeliveryFault, Faults } from './faults.ts';

/** How often things go wrong, each between 0 and 1; and for how long, in milliseconds. */
export interface FaultRates {
  lost: number;
  answerLost: number;
  delayed: number;
  repeated: number;
  /** Deliveries only. */
  overtaken: number;
  maxDelayMs: number;
  /** When a caller learns that nobody answers. */
  maxSilenceMs: number;
}

/** A rough network: about one call in ten is disturbed. */
export const ROUGH: FaultRates = {
  lost: 0.02,
  answerLost: 0.02,
  delayed: 0.05,
  repeated: 0.02,
  overtaken: 0.05,
  maxDelayMs: 2_000,
  maxSilenceMs: 5_000,
};

/** @param random uniform in [0, 1): a seeded one makes a run that repeats exactly. */
export function randomFaults(random: () => number, rates: FaultRates = ROUGH): Faults {
  const delay = (): number => Math.floor(random() * rates.maxDelayMs);
  const silence = (): number => Math.floor(random() * rates.maxSilenceMs);
  const drawing = <T>(choices: readonly (readonly [number, () => T])[], otherwise: T): T => {
    let draw = random();
    for (const [rate, make] of choices) {
      if (draw < rate) return make();
      draw -= rate;
    }
    return otherwise;
  };
  return {
    call: () =>
      drawing<CallFault>(
        [
          [rates.lost, () => ({ kind: 'lost', afterMs: silence() })],
          [rates.answerLost, () => ({ kind: 'answerLost', afterMs: silence() })],
          [rates.delayed, () => ({ kind: 'delayed', delayMs: delay() })],
          [rates.repeated, () => ({ kind: 'repeated', delayMs: delay() })],
        ],
        { kind: 'none' },
      ),
    delivery: () =>
      drawing<DeliveryFault>(
        [
          [rates.lost, () => ({ kind: 'lost' })],
          [rates.delayed, () => ({ kind: 'delayed', delayMs: delay() })],
          [rates.repeated, () => ({ kind: 'repeated', delayMs: delay() })],
          [rates.overtaken, () => ({ kind: 'overtaken' })],
        ],
        { kind: 'none' },
      ),
  };
}
