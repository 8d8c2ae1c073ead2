import { workflowMetadata } from '@tiphys/engine';
import type { WorkflowRef } from '@tiphys/event-log';
import { loadTemplates } from '@tiphys/resource-store';
import { resolveTemplates, type Workflow, type WorkflowReference } from '@tiphys/spec';
import type { SchedulerPorts } from '../ports.ts';
import type { FinishedChild } from './cron-record.ts';

type Ports = Pick<SchedulerPorts, 'history' | 'commands' | 'names' | 'resources' | 'clock'>;

/** How a workflow that a CronWorkflow started stands. */
export type ChildState =
  | { kind: 'running' }
  | { kind: 'finished'; child: FinishedChild }
  /** Its history is gone: it was deleted. */
  | { kind: 'deleted' };

/** The workflows of CronWorkflows: starts them, ends them, and sees how they end. */
export class CronChildren {
  readonly #ports: Ports;
  /** Up to which version the history of a running one has been read. */
  readonly #read = new Map<string, number>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Has a run's workflow created. May be called any number of times, by any number of schedulers: name and uid are
   * the run's, so it is created once.
   *
   * @returns false where the name is another workflow's.
   */
  async start(workflow: Workflow): Promise<boolean> {
    const { names, commands, resources, clock } = this.#ports;
    const ref = refOf(workflow.metadata);
    const library = await loadTemplates(resources, ref.namespace, workflow.spec);
    const at = clock.now();
    const resolved = resolveTemplates(workflow, library).workflow;
    const created = {
      ...resolved.metadata,
      creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
    };
    const metadata = workflowMetadata({ ...resolved, metadata: created }, at);
    if (!metadata.ok) throw new CronRunError(`spec.workflowMetadata: ${metadata.message}`);
    if (!(await names.reserve(ref.namespace, ref.name, ref.uid))) return false;
    const resourceRevision = await resources.lastRevision();
    const command = {
      type: 'createWorkflow',
      workflow: { ...resolved, metadata: metadata.value },
      resourceRevision,
    } as const;
    await commands.publish({ id: `create-${ref.uid}`, ref, command, traceparent: '' });
    return true;
  }

  async terminate(reference: WorkflowReference): Promise<void> {
    const ref = refOf(reference);
    const command = { type: 'terminateWorkflow' } as const;
    await this.#ports.commands.publish({ id: `cron-terminate-${ref.uid}`, ref, command, traceparent: '' });
  }

  async remove(namespace: string, { uid, name }: FinishedChild): Promise<void> {
    const ref = { uid, namespace, name };
    const command = { type: 'deleteWorkflow' } as const;
    await this.#ports.commands.publish({ id: `cron-delete-${uid}`, ref, command, traceparent: '' });
  }

  /** Reads on where it has read to; a running workflow costs what has happened to it since. */
  async state(reference: WorkflowReference): Promise<ChildState> {
    const { history, commands } = this.#ports;
    const { uid, name } = refOf(reference);
    let state: ChildState = { kind: 'running' };
    let version = this.#read.get(uid) ?? 0;
    for await (const { transition, version: read } of history.read(uid, version)) {
      version = read;
      for (const event of transition.events) {
        if (event.type === 'workflowDeleted' && state.kind === 'running') state = { kind: 'deleted' };
        if (event.type !== 'workflowFinished') continue;
        const succeeded = event.phase === 'Succeeded';
        state = { kind: 'finished', child: { uid, name, succeeded, finishedAt: transition.at } };
      }
    }
    if (state.kind !== 'running') this.#read.delete(uid);
    else if (version > 0) this.#read.set(uid, version);
    else if ((await commands.pendingCreate(uid)) === undefined) return this.#gone(uid);
    return state;
  }

  /** No history, and no creation that waits: deleted, unless it has been created between the two looks. */
  async #gone(uid: string): Promise<ChildState> {
    for await (const _ of this.#ports.history.read(uid)) return { kind: 'running' };
    return { kind: 'deleted' };
  }
}

/** Why a run could not be started; for the CronWorkflow's conditions. */
export class CronRunError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CronRunError';
  }
}

function refOf({ uid = '', namespace = '', name = '' }: WorkflowReference): WorkflowRef {
  return { uid, namespace, name };
}
