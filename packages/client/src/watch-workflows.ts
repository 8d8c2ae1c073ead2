import { setTimeout as delay } from 'node:timers/promises';
import type { Workflow } from '@tiphys/spec';
import { ClientError, clientError, isCut } from './client-error.ts';
import type { WatchEvent, WorkflowPage } from './workflow-requests.ts';

/** Between two tries to open a watch that was cut, growing; together about ten seconds. */
const REOPEN_DELAYS_MS = [50, 100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000];
/** What is there is read in pages: a thousand trees do not fit into one message. */
const PAGE = 100;

/** The two calls that a watch is made of, with the selectors in them. */
export interface WatchCalls {
  list(page: { limit: number; continue?: string }): Promise<WorkflowPage<Workflow>>;
  /** @param opened told when the server has answered. */
  watch(resourceVersion: string, opened: () => void): AsyncIterable<WatchEvent<Workflow>>;
}

/**
 * What is there, then what changes. A watch that begins with what is there lists it first and watches from the
 * list's version: every moment of it then has a version to go on from, which a server's own snapshot does not have
 * before its end. What the two tell both is told once.
 */
export async function* watchWorkflows(
  calls: WatchCalls,
  resourceVersion: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchEvent<Workflow>> {
  const told = new ToldVersions(resourceVersion);
  if (told.fromTheStart) yield* present(calls, told, signal);
  let failures = 0;
  let wasOpen = told.fromTheStart;
  const opened = (): void => {
    failures = 0;
    wasOpen = true;
  };
  while (!signal?.aborted) {
    try {
      for await (const event of calls.watch(String(told.latest), opened)) {
        const news = told.news(event);
        if (news !== undefined) yield news;
      }
    } catch (error) {
      const cut = clientError(error);
      // Argo's server closes its watches with RESOURCE_EXHAUSTED and `EOF`.
      const closed = cut.code === 'resource_exhausted' && cut.message === 'EOF';
      if (!wasOpen || !(isCut(cut) || closed)) throw cut;
      if (failures >= REOPEN_DELAYS_MS.length)
        throw new ClientError('unavailable', cut.message, { cause: cut });
    }
    const pause = REOPEN_DELAYS_MS[failures] ?? 1_000;
    failures += 1;
    await delay(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

async function* present(
  calls: WatchCalls,
  told: ToldVersions,
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchEvent<Workflow>> {
  for (let next: string | undefined = ''; next !== undefined && !signal?.aborted; ) {
    const page: WorkflowPage<Workflow> = await calls.list(
      next === '' ? { limit: PAGE } : { limit: PAGE, continue: next },
    );
    // What changes while the other pages are read, the watch tells.
    if (next === '') told.latest = Number(page.resourceVersion) || 0;
    for (const object of page.items) {
      told.remember(object);
      yield { type: 'ADDED', object };
    }
    next = page.continue === '' ? undefined : page.continue;
  }
}

/** How far the caller knows each workflow. Version numbers grow over all workflows of a server. */
class ToldVersions {
  /** Where a watch that was cut goes on. */
  latest: number;
  readonly fromTheStart: boolean;
  readonly #byUid = new Map<string, number>();

  constructor(resourceVersion: string) {
    this.fromTheStart = resourceVersion === '' || resourceVersion === '0';
    this.latest = Number(resourceVersion) || 0;
  }

  remember({ metadata }: Workflow): void {
    this.#byUid.set(metadata.uid ?? '', versionOf(metadata.resourceVersion));
  }

  /** The event as the caller should see it; undefined where it is none to them. */
  news(event: WatchEvent<Workflow>): WatchEvent<Workflow> | undefined {
    const { uid = '', resourceVersion } = event.object.metadata;
    const version = versionOf(resourceVersion);
    this.latest = Math.max(this.latest, version);
    const known = this.#byUid.get(uid);
    if (event.type === 'DELETED') {
      this.#byUid.set(uid, Number.POSITIVE_INFINITY);
      const wasTold = known !== undefined || !this.fromTheStart;
      return wasTold && known !== Number.POSITIVE_INFINITY ? event : undefined;
    }
    if (known !== undefined && version <= known) return undefined;
    this.#byUid.set(uid, version);
    if (!this.fromTheStart) return event;
    return { type: known === undefined ? 'ADDED' : 'MODIFIED', object: event.object };
  }
}

function versionOf(resourceVersion: string | undefined): number {
  return Number(resourceVersion ?? 0) || 0;
}
