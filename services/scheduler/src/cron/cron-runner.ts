import type { Resource, ResourceChange, ResourceKey } from '@tiphys/resource-store';
import type { SchedulerPorts } from '../ports.ts';
import { CronChildren } from './cron-children.ts';
import { beyondLimits, type CronRecord, scheduleText } from './cron-record.ts';
import { CronRun } from './cron-run.ts';
import { DueTimes } from './due-times.ts';
import { missedRun } from './missed-run.ts';

/** How often the workflows that run are looked at, and the history limits kept (Argo: 10 s). */
const RECONCILE_MS = 10_000;
const RETRY_MS = 1_000;
/** A timer waits no longer than this: the host's clock may be set. */
const LONGEST_WAIT_MS = 60_000;

interface Entry {
  key: ResourceKey;
  record: CronRecord;
  due: DueTimes;
  /** What `@every` counts from where nothing has run yet. */
  base: number;
  /** Times up to here have been dealt with by this process. */
  looked: number;
  /** Its first look: what was missed may be made up for. */
  isNew: boolean;
}

/**
 * Starts the workflows of CronWorkflows. Every scheduler does so for all of them: each run has one name and uid,
 * whichever starts it, so it takes place once, and it takes place as long as one scheduler lives.
 */
export class CronRunner {
  readonly #ports: SchedulerPorts;
  readonly #run: CronRun;
  readonly #entries = new Map<string, Entry>();
  #wake: () => void = () => undefined;

  constructor(ports: SchedulerPorts) {
    this.#ports = ports;
    this.#run = new CronRun(ports, new CronChildren(ports));
  }

  /** Works until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const watching = this.#ports.resources.watch(
      (change) => this.#take(change),
      () => this.#wake(),
      signal,
    );
    const working = this.#work(signal);
    await Promise.all([watching, working]);
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    let reconcileAt = clock.now();
    while (!signal.aborted) {
      const now = clock.now();
      const isReconciling = now >= reconcileAt;
      if (isReconciling) reconcileAt = now + RECONCILE_MS;
      let isWell = true;
      for (const entry of [...this.#entries.values()]) {
        if (signal.aborted) return;
        try {
          await this.#look(entry, now, isReconciling);
        } catch (error) {
          if (signal.aborted) return;
          isWell = false;
          logger.warn('a cron workflow is looked at again', { ...entry.key, error });
        }
      }
      const delay = this.#nextAt(reconcileAt) - clock.now();
      await this.#sleep(isWell ? delay : Math.max(delay, RETRY_MS), signal);
    }
  }

  async #look(entry: Entry, now: number, isReconciling: boolean): Promise<void> {
    const { key } = entry;
    const time = entry.isNew ? missedRun(entry, now) : entry.due.last(entry.looked, now, entry.base);
    if (time !== undefined) await this.#run.start(key, time, now);
    entry.isNew = false;
    entry.looked = Math.max(entry.looked, now);
    if (isReconciling && needsLook(entry.record)) await this.#run.reconcile(key);
  }

  #nextAt(reconcileAt: number): number {
    let next = [...this.#entries.values()].some(({ record }) => needsLook(record))
      ? reconcileAt
      : Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) {
      if (entry.isNew) return 0;
      const due = entry.due.next(entry.looked, entry.base);
      if (due !== undefined) next = Math.min(next, due);
    }
    return next;
  }

  #sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer?.cancel();
        signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      // Where there is nothing to wait for, a change is.
      const timer = Number.isFinite(delayMs)
        ? this.#ports.clock.setTimer(Math.min(delayMs, LONGEST_WAIT_MS), done)
        : undefined;
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  #take(change: ResourceChange): void {
    if (change.kind !== 'CronWorkflow') return;
    const { namespace, name, kind } = change;
    const id = JSON.stringify([namespace, name]);
    if (change.body === undefined) this.#entries.delete(id);
    else this.#put(id, { kind, namespace, name, revision: change.revision, body: change.body });
    this.#wake();
  }

  #put(id: string, { kind, namespace, name, body }: Resource): void {
    let record: CronRecord;
    try {
      record = JSON.parse(body) as CronRecord;
    } catch (error) {
      this.#ports.logger.error('a cron workflow cannot be read', { namespace, name, error });
      this.#entries.delete(id);
      return;
    }
    const now = this.#ports.clock.now();
    const seen = {
      record,
      due: new DueTimes(record.spec.schedules, record.spec.timezone || undefined),
      base: lastOrCreation(record, now),
    };
    const before = this.#entries.get(id);
    // Times before a change of the schedules are not those of the new ones.
    if (before !== undefined && scheduleText(before.record) !== scheduleText(record)) before.looked = now;
    // In place: it may be being looked at.
    if (before !== undefined && before.record.metadata.uid === record.metadata.uid)
      Object.assign(before, seen);
    else this.#entries.set(id, { key: { kind, namespace, name }, ...seen, looked: now, isNew: true });
  }
}

/** Whether something of it runs, or may be beyond its limits. */
function needsLook(record: CronRecord): boolean {
  const { status, starting = [] } = record;
  return starting.length > 0 || (status?.active ?? []).length > 0 || beyondLimits(record).gone.length > 0;
}

function lastOrCreation({ status, metadata }: CronRecord, now: number): number {
  const text = status?.lastScheduledTime ?? metadata.creationTimestamp;
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? now : time;
}
