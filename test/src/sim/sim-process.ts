import type { Clock } from '@tiphys/clock';
import { type Crashes, Incarnation } from './crashable.ts';

/** What decides when processes crash, and how long they stay away. */
export interface CrashPlan {
  /** Whether the process dies here. */
  crashesAt(process: string, place: string): boolean;
  /** Milliseconds until it is started again; undefined: never. */
  restartAfter(process: string): number | undefined;
}

export interface SimProcessOptions {
  name: string;
  clock: Clock;
  plan: CrashPlan;
  /** One life of the process; runs until it crashes. What it throws is a bug. */
  live: (crashes: Crashes) => Promise<void>;
  log: (line: string) => void;
}

/** A process that crashes where the plan says so and is started again. */
export class SimProcess {
  readonly #options: SimProcessOptions;
  #lives = 0;
  #failure: unknown;
  #current: Incarnation | undefined;

  constructor(options: SimProcessOptions) {
    this.#options = options;
  }

  /** What ended a life though nothing crashed it. */
  get failure(): unknown {
    return this.#failure;
  }

  get lives(): number {
    return this.#lives;
  }

  start(): void {
    const { name, clock, plan, live, log } = this.#options;
    const incarnation = new Incarnation();
    this.#current = incarnation;
    this.#lives += 1;
    incarnation.whenCrashed(() => {
      const delay = plan.restartAfter(name);
      if (delay !== undefined) clock.setTimer(delay, () => this.start());
    });
    const point = (place: string): void => {
      if (incarnation.crashed || !plan.crashesAt(name, place)) return;
      log(`${name} crashes ${place}`);
      incarnation.crash();
    };
    live({ incarnation, point }).catch((error: unknown) => {
      if (incarnation.crashed) return;
      this.#failure = error;
      log(`${name} ended: ${error instanceof Error ? error.stack : String(error)}`);
    });
  }

  crash(): void {
    this.#current?.crash();
  }
}
