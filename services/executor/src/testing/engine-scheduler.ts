import type { Clock } from '@tiphys/clock';
import { decide, isFinished, newDraft, type Transition, type WorkflowDraft } from '@tiphys/engine';
import type { EventLogPorts, WorkflowRef } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';

/** The other side of an executor: the real engine on real queues, with its histories in memory. */
export class EngineScheduler {
  readonly #ports: EventLogPorts;
  readonly #clock: Clock;
  readonly #drafts = new Map<string, WorkflowDraft>();
  readonly claims: string[] = [];

  constructor(ports: EventLogPorts, clock: Clock) {
    this.#ports = ports;
    this.#clock = clock;
  }

  /** Handles commands until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { commands } = this.#ports;
    await commands.consume(
      { consumerId: 'test', concurrency: 8 },
      async ({ command, deliveryCount, reply, ack }) => {
        const { ref } = command;
        const draft = this.draft(ref.uid);
        if (deliveryCount > 1) await this.#resume(ref, draft, command.traceparent);
        const result = decide(draft, { id: command.id, at: this.#clock.now(), command: command.command });
        const transition = result.ok ? result.transition : undefined;
        if (transition !== undefined) await this.#act(ref, transition, command.traceparent);
        const rejection = result.ok ? undefined : { code: result.code, message: result.message };
        reply({ commandId: command.id, rejection, version: 0 });
        await ack();
      },
      signal,
    );
  }

  async submit(workflow: Workflow): Promise<WorkflowRef> {
    const { uid = '', namespace = '', name = '' } = workflow.metadata;
    const ref = { uid, namespace, name };
    await this.#ports.commands.publish({
      id: `create-${uid}`,
      ref,
      command: { type: 'createWorkflow', workflow },
      traceparent: '',
    });
    return ref;
  }

  async command(
    ref: WorkflowRef,
    command: { type: 'stopWorkflow' | 'terminateWorkflow' | 'deleteWorkflow' },
  ) {
    await this.#ports.commands.publish({ id: `${command.type}-${ref.uid}`, ref, command, traceparent: '' });
  }

  async failLostAgent(ref: WorkflowRef, agentId: string): Promise<void> {
    const command = { type: 'failLostAgent', agentId } as const;
    await this.#ports.commands.publish({ id: `lost-${ref.uid}`, ref, command, traceparent: '' });
  }

  draft(uid: string): WorkflowDraft {
    let draft = this.#drafts.get(uid);
    if (draft === undefined) {
      draft = newDraft();
      this.#drafts.set(uid, draft);
    }
    return draft;
  }

  isFinished(uid: string): boolean {
    const draft = this.draft(uid);
    return draft.uid !== '' && isFinished(draft);
  }

  async #act(ref: WorkflowRef, { events }: Transition, traceparent: string): Promise<void> {
    const { tasks, agents } = this.#ports;
    for (const event of events) {
      if (event.type === 'taskScheduled') {
        const { nodeId, attempt, pool, task } = event;
        if (task.placement !== undefined) await agents.addPool({ name: pool, placement: task.placement });
        await tasks.publish(pool, { attempt: { workflow: ref, nodeId, attempt }, task, traceparent });
      } else if (event.type === 'attemptCancelRequested') {
        const attempt = { workflow: ref, nodeId: event.nodeId, attempt: event.attempt };
        if (event.agentId === undefined) await tasks.revoke(event.pool, attempt);
        else await tasks.publishCancel(event.agentId, { attempt, traceparent });
      } else if (event.type === 'attemptClaimed') this.claims.push(`${event.nodeId} ${event.agentId}`);
    }
  }

  async #resume(ref: WorkflowRef, draft: WorkflowDraft, traceparent: string): Promise<void> {
    const { tasks } = this.#ports;
    for (const { nodeId, attempt, pool, task, agentId, cancelMessage } of draft.attempts.values()) {
      const reference = { workflow: ref, nodeId, attempt };
      if (agentId === undefined) {
        await tasks.publish(pool, { attempt: reference, task: structuredClone(task) as never, traceparent });
      } else if (cancelMessage !== undefined) {
        await tasks.publishCancel(agentId, { attempt: reference, traceparent });
      }
    }
  }
}
