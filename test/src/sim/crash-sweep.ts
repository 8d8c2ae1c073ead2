import { GuaranteeBroken, type SimulationResult, simulate } from './simulation.ts';
import { type Place, SingleCrash } from './single-crash.ts';

/** What a process asks again and again as time passes, and what changes nothing. */
const IDLE = /^(before|after) (agents\.(newPools|beat)|locks\.(read|names)|runtime\.problem)$/;
/** Back at once, and after what others take for an absence (but no loss). */
const ABSENCES_MS = [200, 12_000];

/** Which crash breaks a guarantee. */
export interface BrokenAt extends Place {
  seed: number;
  /** The place's number in the calm run. */
  number: number;
  error: GuaranteeBroken;
}

/**
 * The seed's calm run, and then one run for each call that leaves any process: with a crash just before it, or when
 * it has taken place and its answer has not come. So each event is once the last that a process knew of.
 *
 * @returns how many crashes were tried, and those that broke a guarantee
 */
export async function crashEverywhere(seed: number): Promise<{ tried: number; broken: BrokenAt[] }> {
  const calm = await calmRun(seed);
  const broken: BrokenAt[] = [];
  let tried = 0;
  for (const [number, place] of calm.places.entries()) {
    if (IDLE.test(place.place)) continue;
    tried += 1;
    const error = await crashedAt(seed, number);
    if (error instanceof GuaranteeBroken) broken.push({ seed, number, ...place, error });
  }
  return { tried, broken };
}

/** The run in which nothing crashes: it knows all places there are. */
export async function calmRun(seed: number): Promise<SingleCrash> {
  const calm = new SingleCrash(undefined, 0);
  await simulate(seed, calm);
  return calm;
}

/**
 * One of these runs.
 *
 * @param number of the place in the calm run
 */
export async function crashedAt(seed: number, number: number): Promise<SimulationResult | GuaranteeBroken> {
  const plan = new SingleCrash(number, ABSENCES_MS[number % ABSENCES_MS.length] ?? 0);
  try {
    const result = await simulate(seed, plan);
    if (plan.crashes.size === 0) throw new Error(`seed ${seed}: nothing crashed at place ${number}`);
    return result;
  } catch (error) {
    if (error instanceof GuaranteeBroken) return error;
    throw error;
  }
}
