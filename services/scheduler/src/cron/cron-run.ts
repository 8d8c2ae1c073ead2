import type { ResourceKey } from '@tiphys/resource-store';
import { cronWorkflowStatus } from '@tiphys/spec';
import type { SchedulerPorts } from '../ports.ts';
import { childWorkflow } from './child-workflow.ts';
import { type CronChildren, CronRunError } from './cron-children.ts';
import { evaluateCronWhen, evaluateStopStrategy } from './cron-expression.ts';
import {
  beyondLimits,
  type CronRecord,
  type FinishedChild,
  lastRun,
  withCondition,
  withEnd,
  withoutSpecError,
  withRun,
  withStarted,
  withStop,
} from './cron-record.ts';

/** How often a write of the status is tried beside other schedulers. */
const WRITE_ATTEMPTS = 20;

/** One due time of a CronWorkflow, and the care for the workflows of those before (Argo's cronWfOperationCtx). */
export class CronRun {
  readonly #ports: Pick<SchedulerPorts, 'resources' | 'clock' | 'logger'>;
  readonly #children: CronChildren;

  constructor(ports: Pick<SchedulerPorts, 'resources' | 'clock' | 'logger'>, children: CronChildren) {
    this.#ports = ports;
    this.#children = children;
  }

  /**
   * Starts the workflow of a due time, unless the time is over already, it is suspended or stopped, its condition
   * does not hold, or the concurrency policy forbids it.
   */
  async start(key: ResourceKey, time: number, at: number): Promise<void> {
    const record = await this.#mayRun(key, time, at);
    if (record === undefined) return;
    const { name = '', namespace = '', uid = '' } = childWorkflow(record, time).metadata;
    const reference = { kind: 'Workflow', apiVersion: 'argoproj.io/v1alpha1', name, namespace, uid };
    let isOrdered = false;
    const ordered = await this.#change(key, (latest) => {
      // Another scheduler may have been first.
      isOrdered = time > (lastRun(latest) ?? 0) && latest.metadata.uid === record.metadata.uid;
      return isOrdered ? withRun(latest, reference, time) : latest;
    });
    if (ordered === undefined || !isOrdered) return;
    await this.#launch(key, ordered, time);
    this.#ports.logger.info('a cron workflow has started a run', { ...key, workflow: name });
  }

  /** Creates the workflow of a run that is ordered; what was ordered by a scheduler that died is done again. */
  async #launch(key: ResourceKey, record: CronRecord, time: number): Promise<void> {
    const workflow = childWorkflow(record, time);
    let problem: string | undefined;
    try {
      const isOurs = await this.#children.start(workflow);
      if (isOurs) {
        await this.#change(key, (latest) => withStarted(latest, time));
        return;
      }
    } catch (error) {
      if (!(error instanceof CronRunError)) throw error;
      problem = `Failed to submit Workflow: ${error.message}`;
    }
    await this.#change(key, (latest) => {
      const without = withEnd(withStarted(latest, time), workflow.metadata.uid ?? '', undefined);
      return problem === undefined ? without : withCondition(without, 'SubmissionError', problem);
    });
  }

  /** Sees which of its workflows have ended, counts them, and deletes those beyond the history limits. */
  async reconcile(key: ResourceKey): Promise<CronRecord | undefined> {
    let read = await this.#read(key);
    if (read === undefined) return undefined;
    for (const time of read.starting ?? []) await this.#launch(key, read, time);
    if ((read.starting ?? []).length > 0) read = await this.#read(key);
    if (read === undefined) return undefined;
    const ends = await this.#endedOf(read);
    const after = this.#after(read, ends);
    if (ends.size === 0 && after.gone.length === 0) return read;
    // Before the write, which forgets them: a deletion that is ordered twice is one.
    for (const child of after.gone) await this.#children.remove(key.namespace, child);
    return this.#change(key, (latest) => this.#after(latest, ends).record);
  }

  #after(
    read: CronRecord,
    ends: ReadonlyMap<string, FinishedChild | undefined>,
  ): ReturnType<typeof beyondLimits> {
    let record = read;
    for (const [uid, end] of ends) record = withEnd(record, uid, end);
    return beyondLimits(this.#stoppedWhereDue(record));
  }

  async #endedOf(record: CronRecord): Promise<Map<string, FinishedChild | undefined>> {
    const ends = new Map<string, FinishedChild | undefined>();
    for (const reference of cronWorkflowStatus(record.status).active ?? []) {
      const state = await this.#children.state(reference);
      if (state.kind === 'finished') ends.set(reference.uid ?? '', state.child);
      if (state.kind === 'deleted') ends.set(reference.uid ?? '', undefined);
    }
    return ends;
  }

  #stoppedWhereDue(record: CronRecord): CronRecord {
    if (cronWorkflowStatus(record.status).phase === 'Stopped') return record;
    const stop = evaluateStopStrategy(record, this.#ports.clock.now());
    return stop.ok && stop.value ? withStop(record) : record;
  }

  /** The record, where its time has come; what keeps it from running for a reason of its own becomes a condition. */
  async #mayRun(key: ResourceKey, time: number, at: number): Promise<CronRecord | undefined> {
    const record = await this.reconcile(key);
    if (record === undefined || time <= (lastRun(record) ?? 0)) return undefined;
    const stop = evaluateStopStrategy(record, at);
    if (!stop.ok) {
      const message = `failed to check CronWorkflow '${key.name}' stopping condition: ${stop.message}`;
      await this.#change(key, (latest) => withCondition(latest, 'SpecError', message));
      return undefined;
    }
    await this.#change(key, withoutSpecError);
    if (stop.value && cronWorkflowStatus(record.status).phase !== 'Stopped')
      await this.#change(key, withStop);
    if (stop.value || record.spec.suspend === true || cronWorkflowStatus(record.status).phase === 'Stopped')
      return undefined;
    const when = evaluateCronWhen(record, at);
    if (!when.ok) {
      const message = `run policy error: ${when.message}`;
      await this.#change(key, (latest) => withCondition(latest, 'SubmissionError', message));
      return undefined;
    }
    return when.value && (await this.#policyAllows(record)) ? record : undefined;
  }

  async #policyAllows(record: CronRecord): Promise<boolean> {
    const active = cronWorkflowStatus(record.status).active ?? [];
    if (active.length === 0) return true;
    switch (record.spec.concurrencyPolicy ?? '') {
      case 'Forbid':
        return false;
      case 'Replace':
        for (const reference of active) await this.#children.terminate(reference);
        return true;
      default:
        return true;
    }
  }

  async #read(key: ResourceKey): Promise<CronRecord | undefined> {
    const found = await this.#ports.resources.get(key);
    return found === undefined ? undefined : (JSON.parse(found.body) as CronRecord);
  }

  /** Changes the newest record; undefined where it has been deleted. */
  async #change(
    key: ResourceKey,
    change: (latest: CronRecord) => CronRecord,
  ): Promise<CronRecord | undefined> {
    const { resources, logger } = this.#ports;
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
      const found = await resources.get(key);
      if (found === undefined) return undefined;
      const changed = change(JSON.parse(found.body) as CronRecord);
      const body = JSON.stringify(changed);
      if (body === found.body) return changed;
      if ((await resources.update(key, body, found.revision)) !== undefined) return changed;
    }
    logger.warn('the status of a cron workflow cannot be written', { ...key });
    return undefined;
  }
}
