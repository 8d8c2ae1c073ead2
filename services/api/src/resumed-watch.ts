import type { Clock } from '@tiphys/clock';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import type { StatusChange, WatchQuery } from './status-reader.ts';

/** Between two tries to open a watch that was cut. */
const REOPEN_DELAY_MS = 200;

/**
 * A watch that goes on where it was cut: re-opened from the last version it told, so that nothing is missed and
 * nothing is told twice (guarantee 9). While what was there at the start is still being told there is no such
 * version; then it starts over, and what has been told is left out.
 *
 * @param open one try; ends or throws `unavailable` where the connection does.
 */
export async function* resumedWatch(
  open: (query: WatchQuery, signal: AbortSignal) => AsyncIterable<StatusChange>,
  query: WatchQuery,
  clock: Clock,
  signal: AbortSignal,
): AsyncIterable<StatusChange> {
  const snapshot = new Snapshot();
  let since = query.sinceVersion;
  while (!signal.aborted) {
    let telling = since === 0;
    snapshot.begin();
    try {
      for await (const change of open({ ...query, sinceVersion: since }, signal)) {
        if (telling) {
          yield* snapshot.tell(change);
          telling = change.kind !== 'bookmark';
          if (!telling) since = change.version;
          continue;
        }
        since = Math.max(since, change.version);
        yield change;
      }
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'unavailable')) throw error;
    }
    await clock.sleep(REOPEN_DELAY_MS, signal).catch(() => undefined);
  }
}

/** What was there when the watch began, told over one or more connections; a bookmark ends it. */
class Snapshot {
  readonly #told = new Map<string, { version: number; workflow: Workflow }>();
  #seenNow = new Set<string>();

  begin(): void {
    this.#seenNow = new Set();
  }

  *tell(change: StatusChange): Iterable<StatusChange> {
    if (change.kind === 'bookmark') {
      for (const [uid, { version, workflow }] of this.#told) {
        if (!this.#seenNow.has(uid)) yield { kind: 'deleted', uid, version, workflow };
      }
      yield change;
      return;
    }
    if (change.kind === 'modified') throw new Error('a change came before the end of what was there');
    this.#seenNow.add(change.uid);
    const before = this.#told.get(change.uid);
    if (before !== undefined && before.version >= change.version) return;
    this.#told.set(change.uid, { version: change.version, workflow: change.workflow });
    yield change;
  }
}
