import { type CommandEnvelope, decide, type Rejection } from '@tiphys/engine';
import { type CommandDelivery, EventLogError, type QueuedCommand } from '@tiphys/event-log';
import { Outbox } from './outbox.ts';
import type { SchedulerPorts } from './ports.ts';
import { type LoadedWorkflow, WorkflowStore } from './workflow-store.ts';

/** How often a decision is made anew when another scheduler was first. */
const MAX_STALE_RETRIES = 20;

/**
 * Decide, append, act. Nothing leaves before the event that orders it is durable; the command is acked when
 * everything it led to has left. Whatever dies in between, the command comes again, and the one that handles it
 * then hands out again what is outstanding.
 */
export class CommandHandler {
  readonly #ports: SchedulerPorts;
  readonly #store: WorkflowStore;
  readonly #outbox: Outbox;

  constructor(ports: SchedulerPorts, options: { cachedWorkflows: number }) {
    this.#ports = ports;
    this.#store = new WorkflowStore(ports.history, options.cachedWorkflows);
    this.#outbox = new Outbox(ports);
  }

  async handle(delivery: CommandDelivery): Promise<void> {
    const { command } = delivery;
    const { tracer } = this.#ports;
    await tracer.span(`scheduler ${command.command.type}`, command.traceparent, async (traceparent) => {
      try {
        await this.#handleTraced(delivery, { ...command, traceparent });
      } catch (error) {
        // What is in memory may be ahead of what is durable, or not acted upon.
        this.#store.drop(command.ref.uid);
        throw error;
      }
    });
    await delivery.ack();
  }

  async #handleTraced(delivery: CommandDelivery, command: QueuedCommand): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const workflow = await this.#store.load(command.ref);
      if (delivery.deliveryCount > 1 || attempt > 0) {
        await this.#outbox.resume(workflow.ref, workflow.draft, command.traceparent);
      }
      try {
        await this.#finishCutDecision(workflow, command);
        const rejection = await this.#decideAndAppend(workflow, command);
        delivery.reply({
          commandId: command.id,
          rejection: rejection === undefined ? undefined : { code: rejection.code, message: rejection.message },
          version: workflow.version,
        });
        await this.#finishCutDecision(workflow, command);
        return;
      } catch (error) {
        if (!isStale(error) || attempt >= MAX_STALE_RETRIES) throw error;
        this.#store.drop(command.ref.uid);
      }
    }
  }

  /** Goes on with what an earlier command left on the agenda; each part is a transition of its own. */
  async #finishCutDecision(workflow: LoadedWorkflow, command: QueuedCommand): Promise<void> {
    for (let part = 1; workflow.draft.agenda.length > 0; part += 1) {
      const id = `${command.id}+${part}`;
      await this.#decideAndAppend(workflow, { ...command, id, command: { type: 'continueDecision' } });
    }
  }

  async #decideAndAppend(workflow: LoadedWorkflow, command: QueuedCommand): Promise<Rejection | undefined> {
    const { history, clock } = this.#ports;
    const envelope: CommandEnvelope = { id: command.id, at: clock.now(), command: command.command };
    const result = decide(workflow.draft, envelope);
    if (!result.ok) return result;
    const { transition } = result;
    if (transition === undefined) return undefined;
    workflow.version = await history.append(workflow.ref, transition, workflow.version, command.traceparent);
    await this.#outbox.dispatch(workflow.ref, workflow.draft, transition, command.traceparent);
    return undefined;
  }
}

function isStale(error: unknown): boolean {
  return error instanceof EventLogError && error.code === 'stale_version';
}
