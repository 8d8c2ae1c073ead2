import {
  type AttemptState,
  type CacheLookupRequested,
  CLAIMS_NODE,
  type ContainerTask,
  claimReleases,
  isFinished,
  type LocksReleased,
  type LocksRequested,
  type Transition,
  type WorkflowEvent,
  type WorkflowState,
} from '@tiphys/engine';
import type { QueuedTask, WorkflowRef } from '@tiphys/event-log';
import { CacheDesk } from './cache-desk.ts';
import { DEFAULT_POOL, deletionTask, type OrderedDeletions } from './deletion-task.ts';
import { type LockKeeper, ticketId } from './locks/lock-keeper.ts';
import { Placing } from './placing.ts';
import type { SchedulerPorts } from './ports.ts';

/**
 * Carries out what durable events order: tasks to the queue, cancels to agents, the clean-up after a workflow.
 * Everything here may be done twice: tasks are claimed before they run, cancels of ended attempts change nothing.
 */
export class Outbox {
  readonly #ports: SchedulerPorts;
  readonly #placing: Placing;

  readonly #keeper: LockKeeper;
  readonly #cache: CacheDesk;

  constructor(ports: SchedulerPorts, keeper: LockKeeper) {
    this.#ports = ports;
    this.#placing = new Placing(ports);
    this.#keeper = keeper;
    this.#cache = new CacheDesk(ports);
  }

  /** Does what one transition orders. Resolves when all of it is durable. */
  async dispatch(
    ref: WorkflowRef,
    state: WorkflowState,
    transition: Transition,
    traceparent: string,
  ): Promise<void> {
    // What the same transition looks up may be what it keeps: a step, and the next one with the same key.
    for (const event of transition.events) {
      if (event.type === 'cacheSaveRequested') await this.#cache.save(ref, state, event.nodeId);
    }
    await Promise.all(transition.events.map((event) => this.#act(ref, state, event, traceparent)));
    if (transition.events.some((event) => event.type === 'workflowDeleted')) {
      await this.#releaseClaims(ref, state, traceparent);
      await this.#forget(ref, state);
    } else if (transition.events.some((event) => event.type === 'workflowFinished')) {
      await this.#releaseClaims(ref, state, traceparent);
      await this.#unassign(ref, state);
    }
  }

  /**
   * Does everything again that the state says is outstanding: whoever appended the last transitions may have died
   * before acting on them. What was to be taken from the queue need not be: its claim is refused.
   */
  async resume(ref: WorkflowRef, state: WorkflowState, traceparent: string): Promise<void> {
    await Promise.all(
      [...state.attempts.values()].map((attempt) => this.#actAgain(ref, attempt, traceparent)),
    );
    await this.#coordinateAgain(ref, state);
    if (state.deleted) {
      await this.#releaseClaims(ref, state, traceparent);
      await this.#forget(ref, state);
      return;
    }
    await Promise.all(
      [...state.timers].map(([timerId, { at }]) => this.#schedule(ref, timerId, at, traceparent)),
    );
    await Promise.all(
      [...state.artifactGc.batches].map(([batchId, artifacts]) =>
        this.#delete(ref, batchId, artifacts, traceparent),
      ),
    );
    if (!isFinished(state)) return;
    await this.#releaseClaims(ref, state, traceparent);
    await this.#unassign(ref, state);
  }

  async #actAgain(ref: WorkflowRef, held: AttemptState, traceparent: string): Promise<void> {
    const { tasks, agents } = this.#ports;
    const attempt = { workflow: ref, nodeId: held.nodeId, attempt: held.attempt };
    if (held.agentId === undefined) {
      const task = structuredClone(held.task) as ContainerTask;
      await this.#publish(held.pool, { attempt, task, traceparent });
      return;
    }
    await agents.assign(held.agentId, ref);
    if (held.cancelMessage !== undefined) await tasks.publishCancel(held.agentId, { attempt, traceparent });
  }

  async #act(
    ref: WorkflowRef,
    state: WorkflowState,
    event: WorkflowEvent,
    traceparent: string,
  ): Promise<void> {
    const { tasks, agents } = this.#ports;
    switch (event.type) {
      case 'taskScheduled': {
        const { nodeId, attempt, pool, task } = event;
        await this.#publish(pool, { attempt: { workflow: ref, nodeId, attempt }, task, traceparent });
        return;
      }
      case 'artifactDeletionOrdered':
        if (event.artifacts.length > 0) await this.#delete(ref, event.batchId, event.artifacts, traceparent);
        return;
      case 'attemptClaimed':
        await agents.assign(event.agentId, ref);
        return;
      case 'attemptCancelRequested': {
        const reference = { workflow: ref, nodeId: event.nodeId, attempt: event.attempt };
        if (event.agentId === undefined) await tasks.revoke(event.pool, reference);
        else await tasks.publishCancel(event.agentId, { attempt: reference, traceparent });
        return;
      }
      case 'timerScheduled':
        await this.#schedule(ref, event.timerId, event.at, traceparent);
        return;
      case 'timerCancelled':
        await this.#ports.commands.cancelTimer(ref, event.timerId);
        return;
      case 'locksRequested':
      case 'locksReleased':
      case 'cacheLookupRequested':
        await this.#coordinate(ref, state, event);
        return;
      default:
        return;
    }
  }

  /** Any agent does it: they alone may read the secrets that a store asks for. Twice does no harm. */
  async #delete(
    ref: WorkflowRef,
    batchId: string,
    artifacts: OrderedDeletions,
    traceparent: string,
  ): Promise<void> {
    const task = deletionTask(batchId, artifacts);
    const attempt = { workflow: ref, nodeId: batchId, attempt: 0 };
    await this.#publish(DEFAULT_POOL, { attempt, task, traceparent });
  }

  async #publish(pool: string, task: QueuedTask): Promise<void> {
    const { placement } = task.task;
    if (placement !== undefined) await this.#placing.announce(pool, placement);
    await this.#ports.tasks.publish(pool, task);
    if (placement !== undefined) await this.#placing.noteWhereNoneMatches(task);
  }

  async #coordinate(
    ref: WorkflowRef,
    state: WorkflowState,
    event: LocksRequested | LocksReleased | CacheLookupRequested,
  ): Promise<void> {
    switch (event.type) {
      case 'locksRequested': {
        const request = state.locks.get(event.key);
        if (request?.held === false) await this.#keeper.request(ref, state, event.key, request);
        return;
      }
      case 'locksReleased':
        await this.#release(
          ref,
          state.releasedLocks.filter(({ key }) => key === event.key),
        );
        return;
      case 'cacheLookupRequested': {
        const node = state.nodes.get(event.nodeId);
        if (node !== undefined) await this.#cache.lookUp(ref, node);
        return;
      }
    }
  }

  /** What was given back is given back first, and kept what was to be: whoever waits may be this workflow itself. */
  async #coordinateAgain(ref: WorkflowRef, state: WorkflowState): Promise<void> {
    await this.#release(ref, state.releasedLocks);
    if (state.deleted) return;
    for (const nodeId of [...state.toSave]) await this.#cache.save(ref, state, nodeId);
    for (const [key, request] of [...state.locks]) {
      if (!request.held) await this.#keeper.request(ref, state, key, request);
    }
    for (const id of [...state.atGate]) {
      const node = state.nodes.get(id);
      if (node !== undefined) await this.#cache.lookUp(ref, node);
    }
  }

  async #release(ref: WorkflowRef, all: WorkflowState['releasedLocks']): Promise<void> {
    for (const { key, locks, requestedAt } of [...all]) {
      const names = locks.map(({ name }) => name);
      await this.#keeper.release(ticketId(ref.uid, key, requestedAt), names);
    }
  }

  /** One that is scheduled again takes the place of the first; one that comes twice is refused the second time. */
  async #schedule(ref: WorkflowRef, timerId: string, at: number, traceparent: string): Promise<void> {
    const id = `fire-${ref.uid}-${timerId}`;
    const command = { id, ref, command: { type: 'fireTimer', timerId }, traceparent } as const;
    await this.#ports.commands.schedule(ref, timerId, at, command);
  }

  /** Told to each agent by its own queue, which keeps it for one that is away. */
  async #releaseClaims(ref: WorkflowRef, state: WorkflowState, traceparent: string): Promise<void> {
    // A workflow that is retried ends again: the second order must not be taken for the first.
    const attempt = { workflow: ref, nodeId: CLAIMS_NODE, attempt: Math.floor(state.finishedAt / 1000) };
    await Promise.all(
      claimReleases(state).map((agentId) =>
        this.#ports.tasks.publishCancel(agentId, { attempt, traceparent }),
      ),
    );
  }

  async #unassign(ref: WorkflowRef, state: WorkflowState): Promise<void> {
    await Promise.all([...state.agentIds].map((agentId) => this.#ports.agents.unassign(agentId, ref.uid)));
  }

  /** The name goes last: as long as it is taken, whoever looks the workflow up finds one that is being deleted. */
  async #forget(ref: WorkflowRef, state: WorkflowState): Promise<void> {
    await this.#unassign(ref, state);
    await this.#ports.commands.purgeTimers(ref.uid);
    await this.#ports.logs.purge(ref.uid);
    await this.#ports.history.purge(ref.uid);
    await this.#ports.names.release(ref.namespace, ref.name, ref.uid);
  }
}
