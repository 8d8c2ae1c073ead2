import type { Clock } from '@tiphys/clock';
import { attemptKey } from '../attempt-key.ts';
import type { AttemptIdentity, StartOrder } from '../runtime.ts';
import { HostedRun } from './hosted-run.ts';
import { type Script, seededRandom } from './scripted-run.ts';

export interface SimulatedHostOptions {
  clock: Clock;
  script: Script;
  /** Goes into every attempt's randomness. */
  seed: string;
}

/**
 * The machine that simulated containers run on. It outlives the runtimes, as an engine outlives an agent, and it
 * remembers every start, also of containers that have been removed.
 */
export class SimulatedHost {
  /** Workflows whose claims have volumes here, by uid. */
  readonly claimHolders = new Set<string>();
  readonly #options: SimulatedHostOptions;
  readonly #runs = new Map<string, HostedRun>();
  readonly #starts = new Map<string, number>();

  constructor(options: SimulatedHostOptions) {
    this.#options = options;
  }

  /** How often each attempt's container was started, by `attemptKey`. */
  get starts(): ReadonlyMap<string, number> {
    return this.#starts;
  }

  /** The containers that are there. */
  get containers(): readonly HostedRun[] {
    return [...this.#runs.values()];
  }

  /** Ends everything at once with exit code 137, as a power cut does; the containers are still listed. */
  crash(): void {
    for (const run of this.#runs.values()) if (run.isStarted) run.kill();
  }

  find(attempt: AttemptIdentity): HostedRun | undefined {
    return this.#runs.get(attemptKey(attempt));
  }

  /**
   * Makes the attempt's container, or finds the one that is there.
   *
   * @throws RuntimeError where the script says so.
   */
  make(order: StartOrder): HostedRun {
    const { clock, script, seed } = this.#options;
    const key = attemptKey(order.attempt);
    const there = this.#runs.get(key);
    if (there !== undefined) return there;
    const scripted = script(order.attempt, order.task, seededRandom(`${seed}/${key}`));
    if (scripted instanceof Error) throw scripted;
    const run = new HostedRun(order, scripted, clock);
    this.#runs.set(key, run);
    return run;
  }

  /** Starts one that was made; one that was started goes on. */
  start(run: HostedRun): void {
    if (run.isStarted) return;
    const key = attemptKey(run.order.attempt);
    this.#starts.set(key, (this.#starts.get(key) ?? 0) + 1);
    run.start();
  }

  remove(attempt: AttemptIdentity): void {
    const key = attemptKey(attempt);
    this.#runs.get(key)?.kill();
    this.#runs.delete(key);
  }
}
