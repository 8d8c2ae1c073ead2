import { type Random, seededRandom } from '@tiphys/engine/testing';

export type { Random };

/** One stream of random numbers for each purpose, so that a change in one does not shift the others. */
export function randomStreams(seed: number): (purpose: string) => Random {
  return (purpose) => {
    let mixed = seed >>> 0;
    for (const character of purpose) mixed = (Math.imul(mixed, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
    return seededRandom(mixed);
  };
}

/** A number from 0 to 1. */
export function fraction(random: Random): number {
  return random.below(0x4000_0000) / 0x4000_0000;
}
