import type { Clock } from '@tiphys/clock';
import type { AnswerLocks, LockState, WorkflowState } from '@tiphys/engine';
import type { CommandQueue, LockStore, LockTicket, StoredLock, WorkflowRef } from '@tiphys/event-log';
import type { Logger } from '@tiphys/service-kit';
import {
  firstInQueue,
  granted,
  hindrance,
  holds,
  type LimitOf,
  mentions,
  queued,
  released,
} from './lock-rules.ts';

/** How often a change of records is tried that others change too. */
const MAX_CONFLICTS = 200;

const POSTPONED = 'Workflow processing has been postponed because too many workflows are already running';

export interface LockPorts {
  locks: LockStore;
  commands: CommandQueue;
  clock: Clock;
  logger: Logger;
}

/** Names a request in the registry: what comes late of an earlier one of the same node means another. */
export function ticketId(uid: string, key: string, requestedAt: number): string {
  return `${uid}/${key}/${requestedAt}`;
}

/**
 * Asks for locks, gives them back, and hands on what has been given back. Any scheduler may do so for any workflow:
 * records change only by compare-and-set, all of a request at once. Everything here may be done twice. What was granted
 * is told by a command; one that is lost is told again by the sweep.
 */
export class LockKeeper {
  readonly #ports: LockPorts;
  readonly #limitOf: LimitOf;
  /** One change at a time in this process: they would only be in each other's way. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: LockPorts, limitOf: LimitOf) {
    this.#ports = ports;
    this.#limitOf = limitOf;
  }

  /** Has a request wait for its locks, or hold them; and sends the workflow the answer. */
  request(ref: WorkflowRef, state: WorkflowState, key: string, request: LockState): Promise<void> {
    const ticket: LockTicket = {
      id: ticketId(ref.uid, key, request.requestedAt),
      ref: { ...ref },
      key,
      requestedAt: request.requestedAt,
      locks: request.locks.map((lock) => ({ ...lock })),
      priority: state.workflow.spec.priority ?? 0,
      createdAt: state.createdAt,
    };
    return this.#inTurn(() => this.#request(ticket));
  }

  /** Gives back what a request holds, or waits for. */
  release(id: string, names: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const changed = await this.#change(names, (locks) =>
        locks.some((lock) => mentions(lock, id)) ? released(id, locks) : undefined,
      );
      if (changed !== undefined) await this.#promote(names);
    });
  }

  /** Hands out what there is room for by now: a limit may have changed, or a scheduler died before it did. */
  promote(names: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#promote(names));
  }

  /** Tells a workflow that it holds its locks. @param occasion makes the command another one than the last. */
  async announce(ticket: LockTicket, occasion = ''): Promise<void> {
    const locks = ticket.locks.map(({ name }) => name);
    await this.#answer(ticket, `granted${occasion}`, { kind: 'granted', locks });
  }

  async #request(ticket: LockTicket): Promise<void> {
    const unknown = ticket.locks.find((lock) => this.#limitOf(lock) === undefined);
    if (unknown !== undefined) {
      const message = `failed to initialize semaphore ${unknown.name} with limit`;
      await this.#answer(ticket, 'denied', { kind: 'denied', message });
      return;
    }
    const names = ticket.locks.map(({ name }) => name);
    let after: readonly StoredLock[] = [];
    await this.#change(names, (locks) => {
      after = locks;
      if (locks.every((lock) => holds(lock, ticket.id))) return undefined;
      const waiting = queued(ticket, locks);
      after = hindrance(ticket, waiting, this.#limitOf) === undefined ? granted(ticket, waiting) : waiting;
      return after;
    });
    if (after.every((lock) => holds(lock, ticket.id))) {
      await this.announce(ticket);
      // With a place left the next one may have it.
      await this.#promote(names);
    } else await this.#tellWaiting(ticket, after);
  }

  async #promote(names: readonly string[]): Promise<void> {
    const open = new Set(names);
    for (const name of open) {
      open.delete(name);
      const [lock] = await this.#ports.locks.read([name]);
      const first = lock === undefined ? undefined : firstInQueue(lock.record);
      if (first === undefined) continue;
      const wanted = first.locks.map((wish) => wish.name);
      const changed = await this.#change(wanted, (locks) =>
        hindrance(first, locks, this.#limitOf) === undefined ? granted(first, locks) : undefined,
      );
      if (changed === undefined) continue;
      await this.announce(first);
      for (const again of wanted) open.add(again);
    }
  }

  async #tellWaiting(ticket: LockTicket, locks: readonly StoredLock[]): Promise<void> {
    const first = hindrance(ticket, locks, this.#limitOf);
    const wish = ticket.locks.find(({ name }) => name === first?.name);
    if (first === undefined || wish === undefined) return;
    const limit = this.#limitOf(wish) ?? 0;
    const free = limit - first.record.holders.length;
    const message =
      wish.type === 'Parallelism'
        ? POSTPONED
        : `Waiting for ${first.name} lock. Lock status: ${free}/${limit}`;
    await this.#answer(ticket, `waiting-${free}-${limit}`, {
      kind: 'waiting',
      lock: first.name,
      message,
      holders: locks.map(({ name, record }) => ({ lock: name, holders: record.holders.map(nameOf) })),
    });
  }

  async #answer(ticket: LockTicket, what: string, answer: AnswerLocks['answer']): Promise<void> {
    const { ref, key, requestedAt } = ticket;
    const command = { type: 'answerLocks', key, requestedAt, answer } as const;
    await this.#ports.commands.publish({ id: `locks-${ticket.id}-${what}`, ref, command, traceparent: '' });
  }

  /**
   * Changes records; where another was first, what is to change is asked anew.
   *
   * @returns what was written; undefined where nothing is to change.
   */
  async #change(
    names: readonly string[],
    change: (locks: readonly StoredLock[]) => readonly StoredLock[] | undefined,
  ): Promise<readonly StoredLock[] | undefined> {
    const { locks, clock } = this.#ports;
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const changed = change(await locks.read(names));
      if (changed === undefined || (await locks.write(changed))) return changed;
      await clock.sleep(Math.min(conflicts, 20));
    }
    throw new Error(`the locks ${names.join(', ')} are always changed by others`);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

/** As Argo names a holder. */
function nameOf({ ref, key }: LockTicket): string {
  const workflow = `${ref.namespace}/${ref.name}`;
  return key === '' || key.startsWith('/') ? workflow : `${workflow}/${key}`;
}
