import type { Clock } from '@tiphys/clock';
import type { Logger, ReadinessCheck } from '@tiphys/service-kit';

/** The database as far as it is looked after: prepared once, then asked now and then. */
export interface LookedAfter {
  prepare(): Promise<void>;
  position(): Promise<number>;
}

const RETRY_MS = 1_000;
const ASK_EVERY_MS = 5_000;

/** Prepares the database, however long it takes to come up, and tells the readiness how it is. */
export class DatabaseCheck implements ReadinessCheck {
  readonly name = 'postgres';
  readonly #database: LookedAfter;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #prepared = Promise.withResolvers<void>();
  #problem: string | undefined = 'the database has not been asked yet';

  constructor(database: LookedAfter, clock: Clock, logger: Logger) {
    this.#database = database;
    this.#clock = clock;
    this.#logger = logger;
  }

  problem(): string | undefined {
    return this.#problem;
  }

  /** Resolves when the tables are there. */
  get prepared(): Promise<void> {
    return this.#prepared.promise;
  }

  /** Works until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let isPrepared = false;
    while (!signal.aborted) {
      try {
        if (isPrepared) await this.#database.position();
        else await this.#database.prepare();
        isPrepared = true;
        this.#problem = undefined;
        this.#prepared.resolve();
      } catch (error) {
        this.#report(error);
      }
      const delayMs = this.#problem === undefined ? ASK_EVERY_MS : RETRY_MS;
      await this.#clock.sleep(delayMs, signal).catch(() => undefined);
    }
  }

  /** Once for each problem, not at each try. */
  #report(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `${reason}; is it running, and is TIPHYS_POSTGRES_URL right?`;
    if (problem !== this.#problem) this.#logger.warn(problem, { error });
    this.#problem = problem;
  }
}
