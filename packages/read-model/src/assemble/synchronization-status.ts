import type { SynchronizationStatus } from '@tiphys/spec';
import type { LockRow, WorkflowRow } from '../workflow-row.ts';

/**
 * Argo's status of locks: what the workflow and its nodes hold, and what they wait for, with those who hold that. Of a
 * mutex one holder is named.
 */
export function synchronizationStatus({ locks }: WorkflowRow): SynchronizationStatus | undefined {
  const rows = Object.entries(locks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const semaphore = semaphores(rows.filter(([, { type }]) => type === 'Semaphore'));
  const mutex = mutexes(rows.filter(([, { type }]) => type === 'Mutex'));
  if (semaphore === undefined && mutex === undefined) return undefined;
  return {
    ...(semaphore === undefined ? {} : { semaphore }),
    ...(mutex === undefined ? {} : { mutex }),
  };
}

type Rows = [name: string, row: LockRow][];

function semaphores(rows: Rows): SynchronizationStatus['semaphore'] {
  const holding = rows
    .filter(([, { held }]) => held.length > 0)
    .map(([semaphore, { held }]) => ({ semaphore, holders: held }));
  const waiting = rows
    .filter(([, { waiters }]) => waiters > 0)
    .map(([semaphore, { holders }]) => ({ semaphore, holders }));
  return sides(holding, waiting);
}

function mutexes(rows: Rows): SynchronizationStatus['mutex'] {
  const holding = rows.flatMap(([mutex, { held }]) => held.map((holder) => ({ mutex, holder })));
  const waiting = rows
    .filter(([, { waiters }]) => waiters > 0)
    .flatMap(([mutex, { holders }]) => holders.slice(0, 1).map((holder) => ({ mutex, holder })));
  return sides(holding, waiting);
}

function sides<T>(holding: T[], waiting: T[]): { holding?: T[]; waiting?: T[] } | undefined {
  if (holding.length + waiting.length === 0) return undefined;
  return {
    ...(holding.length === 0 ? {} : { holding }),
    ...(waiting.length === 0 ? {} : { waiting }),
  };
}
