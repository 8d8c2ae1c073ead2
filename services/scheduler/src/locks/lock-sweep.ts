import type { LockKeeper, LockPorts } from './lock-keeper.ts';

const SWEEP_MS = 5_000;
/** How long a lock is held before its holder is asked whether it knows; the next time after twice as long. */
const FIRST_QUESTION_MS = 15_000;
const LAST_QUESTION_MS = 600_000;

/**
 * Looks at all locks now and then: hands out what a changed limit has room for, or what a scheduler that died left
 * undone, and asks those who hold something for long whether they know. Whoever does not need it any more has it taken
 * away: the handling of the answer sees to that. Every scheduler does this; what two do at the same time is done once.
 */
export class LockSweep {
  readonly #ports: LockPorts;
  readonly #keeper: LockKeeper;
  readonly #schedulerId: string;
  /** Holders by their tickets. */
  readonly #seen = new Map<string, { askAt: number; afterMs: number }>();
  #questions = 0;

  constructor(ports: LockPorts, keeper: LockKeeper, schedulerId: string) {
    this.#ports = ports;
    this.#keeper = keeper;
    this.#schedulerId = schedulerId;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    while (!signal.aborted) {
      try {
        await this.look(signal);
      } catch (error) {
        if (!signal.aborted) logger.warn('locks cannot be looked at; trying again', { error });
      }
      await clock.sleep(SWEEP_MS, signal).catch(() => undefined);
    }
  }

  /** Looks once. */
  async look(signal?: AbortSignal): Promise<void> {
    const { locks } = this.#ports;
    const names = await locks.names(signal);
    const held = new Set<string>();
    for (const name of names) {
      const [lock] = await locks.read([name], signal);
      if (lock === undefined) continue;
      if (lock.record.queue.length > 0) await this.#keeper.promote([name]);
      for (const ticket of lock.record.holders) {
        if (held.has(ticket.id)) continue;
        held.add(ticket.id);
        if (this.#isDue(ticket.id)) await this.#keeper.announce(ticket, this.#occasion());
      }
    }
    for (const id of this.#seen.keys()) if (!held.has(id)) this.#seen.delete(id);
  }

  #isDue(id: string): boolean {
    const now = this.#ports.clock.now();
    const known = this.#seen.get(id);
    if (known === undefined) {
      this.#seen.set(id, { askAt: now + FIRST_QUESTION_MS, afterMs: FIRST_QUESTION_MS });
      return false;
    }
    if (now < known.askAt) return false;
    const afterMs = Math.min(LAST_QUESTION_MS, known.afterMs * 2);
    this.#seen.set(id, { askAt: now + afterMs, afterMs });
    return true;
  }

  #occasion(): string {
    this.#questions += 1;
    return `-${this.#schedulerId}-${this.#ports.clock.now()}-${this.#questions}`;
  }
}
