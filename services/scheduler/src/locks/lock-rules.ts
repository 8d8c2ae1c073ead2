import type { LockRecord, LockTicket, StoredLock } from '@tiphys/event-log';

/** How many may hold a lock at once; undefined where nobody says. */
export type LimitOf = (lock: LockTicket['locks'][number]) => number | undefined;

/**
 * Who is first in a queue: by priority, then by the age of the workflow, then by the age of the request. The order is
 * the same in all queues, so that whoever waits for several locks is first in all of them at last, and no two wait for
 * each other.
 */
export function compareTickets(a: LockTicket, b: LockTicket): number {
  return (
    b.priority - a.priority ||
    a.createdAt - b.createdAt ||
    a.requestedAt - b.requestedAt ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

export function firstInQueue({ queue }: LockRecord): LockTicket | undefined {
  let first: LockTicket | undefined;
  for (const ticket of queue) if (first === undefined || compareTickets(ticket, first) < 0) first = ticket;
  return first;
}

export function holds({ record }: StoredLock, ticketId: string): boolean {
  return record.holders.some(({ id }) => id === ticketId);
}

/**
 * The first of the locks that a ticket cannot have now: somebody is in front of it, or there is no room. Undefined: it
 * can have all of them.
 */
export function hindrance(
  ticket: LockTicket,
  locks: readonly StoredLock[],
  limitOf: LimitOf,
): StoredLock | undefined {
  return locks.find((lock) => {
    const wanted = ticket.locks.find(({ name }) => name === lock.name);
    const limit = wanted === undefined ? 0 : (limitOf(wanted) ?? 0);
    return firstInQueue(lock.record)?.id !== ticket.id || lock.record.holders.length >= limit;
  });
}

/** The ticket waits for each of the locks that it neither holds nor waits for. */
export function queued(ticket: LockTicket, locks: readonly StoredLock[]): StoredLock[] {
  return locks.map((lock) => {
    const known = [...lock.record.holders, ...lock.record.queue].some(({ id }) => id === ticket.id);
    return known ? lock : withRecord(lock, { queue: [...lock.record.queue, ticket] });
  });
}

/** The ticket holds all of the locks. */
export function granted(ticket: LockTicket, locks: readonly StoredLock[]): StoredLock[] {
  return locks.map((lock) =>
    withRecord(lock, {
      holders: [...lock.record.holders, ticket],
      queue: lock.record.queue.filter(({ id }) => id !== ticket.id),
    }),
  );
}

/** The ticket neither holds nor waits for any of the locks. */
export function released(ticketId: string, locks: readonly StoredLock[]): StoredLock[] {
  return locks.map((lock) =>
    withRecord(lock, {
      holders: lock.record.holders.filter(({ id }) => id !== ticketId),
      queue: lock.record.queue.filter(({ id }) => id !== ticketId),
    }),
  );
}

export function mentions({ record }: StoredLock, ticketId: string): boolean {
  return [...record.holders, ...record.queue].some(({ id }) => id === ticketId);
}

function withRecord(lock: StoredLock, change: Partial<LockRecord>): StoredLock {
  return { ...lock, record: { ...lock.record, ...change } };
}
