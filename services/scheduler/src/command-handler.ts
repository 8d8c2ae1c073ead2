import { type CommandEnvelope, decide, isFinished, type Rejection } from '@tiphys/engine';
import { type CommandDelivery, EventLogError, type QueuedCommand } from '@tiphys/event-log';
import { type LockKeeper, ticketId } from './locks/lock-keeper.ts';
import { Outbox } from './outbox.ts';
import { partOf } from './parts-of-a-decision.ts';
import type { SchedulerPorts } from './ports.ts';
import type { ResourceView } from './resource-view.ts';
import { smallerReport } from './smaller-report.ts';
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
  readonly #view: ResourceView;
  readonly #keeper: LockKeeper;

  constructor(
    ports: SchedulerPorts,
    options: { cachedWorkflows: number },
    view: ResourceView,
    keeper: LockKeeper,
  ) {
    this.#ports = ports;
    this.#view = view;
    this.#store = new WorkflowStore(ports.history, options.cachedWorkflows);
    this.#keeper = keeper;
    this.#outbox = new Outbox(ports, keeper);
  }

  /**
   * Handles one delivery and acks it.
   *
   * @throws whatever a port threw, or NotYet: the queue has the command come again, and what follows it waits.
   */
  async handle(delivery: CommandDelivery): Promise<void> {
    const { command, deliveryCount } = delivery;
    const { tracer, logger, metrics } = this.#ports;
    const { id, ref } = command;
    const labels = { command: command.command.type };
    try {
      await tracer.span(`scheduler ${command.command.type}`, command.traceparent, (traceparent) =>
        this.#handleTraced(delivery, { ...command, traceparent }),
      );
    } catch (error) {
      // What is in memory may be ahead of what is durable, or not acted upon.
      this.#store.drop(ref.uid);
      metrics.commandsRetried.add(1, labels);
      const level = error instanceof NotYet ? 'debug' : 'warn';
      logger[level]('a command is tried again', { commandId: id, uid: ref.uid, deliveryCount, error });
      throw error;
    }
    metrics.commandsHandled.add(1, labels);
    await delivery.ack();
  }

  async #handleTraced(delivery: CommandDelivery, asDelivered: QueuedCommand): Promise<void> {
    let command = asDelivered;
    await this.#view.reached(resourceRevision(command));
    for (let attempt = 0; ; attempt += 1) {
      const workflow = await this.#store.load(command.ref);
      const resumed = delivery.deliveryCount > 1 || attempt > 0;
      if (resumed) {
        // What was not acted upon is in the newest state; this process may have seen only what came before it.
        await this.#store.catchUp(workflow);
        await this.#outbox.resume(workflow.ref, workflow.draft, command.traceparent);
      }
      try {
        await this.#handleOn(workflow, command, delivery, resumed);
        return;
      } catch (error) {
        this.#store.drop(command.ref.uid);
        const smaller = smallerReport(command, error);
        if (smaller !== undefined) command = smaller;
        else if (!isStale(error) || attempt >= MAX_STALE_RETRIES) throw error;
      }
    }
  }

  async #handleOn(
    workflow: LoadedWorkflow,
    command: QueuedCommand,
    delivery: CommandDelivery,
    resumed: boolean,
  ): Promise<void> {
    await this.#finishCutDecision(workflow, command);
    const refused = await this.#refuseCreation(workflow, command);
    const { rejection, appended } =
      refused === undefined
        ? await this.#decideAndAppend(workflow, command)
        : { rejection: refused, appended: false };
    if (!appended && !resumed) await this.#actAgain(workflow, command);
    await this.#waitForCreation(workflow, command, rejection);
    await this.#forgetAssignment(workflow, command, rejection);
    await this.#forgetLateOutput(command, rejection);
    await this.#giveBackLocks(command, rejection);
    const { id } = command;
    delivery.reply({
      commandId: id,
      rejection: verdictOf(workflow, id, rejection),
      version: workflow.version,
    });
    await this.#finishCutDecision(workflow, command);
    if (workflow.draft.deleted) this.#store.drop(command.ref.uid);
  }

  /**
   * Names are reserved before the creation is published, and an abandoned reservation may go to another workflow:
   * whoever comes late with a name that is another's by now is refused. So is a creation that comes again when the
   * workflow has been deleted, whose last transition does not say who it was.
   */
  async #refuseCreation(workflow: LoadedWorkflow, command: QueuedCommand): Promise<Rejection | undefined> {
    if (command.command.type !== 'createWorkflow') return undefined;
    const { namespace, name, uid } = command.ref;
    if (workflow.draft.deleted) {
      return { ok: false, code: 'already_exists', message: `workflow ${name} existed and was deleted` };
    }
    if (workflow.version > 0) return undefined;
    const holder = await this.#ports.names.lookup(namespace, name);
    if (holder === uid) return undefined;
    this.#ports.logger.warn('a creation whose name is not its own is refused', {
      uid,
      namespace,
      name,
      holder,
    });
    return { ok: false, code: 'already_exists', message: `the name ${name} belongs to another workflow` };
  }

  /** Another scheduler may have the creation in hand while this one has what was sent after it. */
  async #waitForCreation(
    workflow: LoadedWorkflow,
    command: QueuedCommand,
    rejection: Rejection | undefined,
  ): Promise<void> {
    if (rejection?.code !== 'not_found' || workflow.version > 0) return;
    const pending = await this.#ports.commands.pendingCreate(command.ref.uid);
    if (pending !== undefined) throw new NotYet();
    // The creation may have been carried out between the decision and the question.
    if (await this.#store.catchUp(workflow)) throw new NotYet();
  }

  /**
   * Where nothing starts any more, no note is needed of what an agent holds: one may be left of a claim whose handling
   * was slower than the workflow's deletion. About any other workflow the note stays, also when the agent is lost: it
   * may be back, and hold another attempt.
   */
  async #forgetAssignment(
    { ref, draft }: LoadedWorkflow,
    { command }: QueuedCommand,
    rejection: Rejection | undefined,
  ): Promise<void> {
    if (!('agentId' in command) || rejection === undefined) return;
    if (rejection.code === 'not_found' || isFinished(draft)) {
      await this.#ports.agents.unassign(command.agentId, ref.uid);
    }
  }

  /**
   * What an agent wrote after the deletion, before it knew of it: it reports when all of its output is stored, or
   * claims after a restart and then writes nothing more.
   */
  async #forgetLateOutput({ ref, command }: QueuedCommand, rejection: Rejection | undefined): Promise<void> {
    if ('agentId' in command && rejection?.code === 'not_found') await this.#ports.logs.purge(ref.uid);
  }

  /** What was granted to a request that is none any more: its workflow, or its node, has ended. */
  async #giveBackLocks({ ref, command }: QueuedCommand, rejection: Rejection | undefined): Promise<void> {
    if (command.type !== 'answerLocks' || command.answer.kind !== 'granted') return;
    if (rejection === undefined || rejection.code === 'duplicate') return;
    const { key, requestedAt, answer } = command;
    await this.#keeper.release(ticketId(ref.uid, key, requestedAt), answer.locks);
  }

  /**
   * A command that is in the history already, or a part of its decision: whoever appended it may have died before
   * acting. The delivery does not always tell: a broker that is killed may have forgotten that it delivered it before.
   */
  async #actAgain({ ref, draft, recentCommandIds }: LoadedWorkflow, command: QueuedCommand): Promise<void> {
    if (recentCommandIds.hasOrPartOf(command.id)) await this.#outbox.resume(ref, draft, command.traceparent);
  }

  /** Goes on with what an earlier command left on the agenda; each part is a transition of its own. */
  async #finishCutDecision(workflow: LoadedWorkflow, command: QueuedCommand): Promise<void> {
    const { draft } = workflow;
    // Nothing goes on in a deleted workflow, whatever was left to do.
    while (draft.agenda.length > 0 && !draft.deleted) {
      const id = partOf(command.id, workflow.version);
      await this.#decideAndAppend(workflow, { ...command, id, command: { type: 'continueDecision' } });
    }
  }

  /**
   * A refusal, or a wish that is fulfilled already, is only true of the newest state: another scheduler may have
   * gone on since this one looked, and no append would say so.
   */
  async #decideAndAppend(workflow: LoadedWorkflow, command: QueuedCommand): Promise<Decided> {
    const { history, clock } = this.#ports;
    for (;;) {
      const envelope: CommandEnvelope = { id: command.id, at: clock.now(), command: command.command };
      const result = decide(workflow.draft, envelope, this.#view);
      const transition = result.ok ? result.transition : undefined;
      if (transition === undefined) {
        if (await this.#store.catchUp(workflow)) continue;
        return { rejection: result.ok ? undefined : result, appended: false };
      }
      workflow.version = await history.append(
        workflow.ref,
        transition,
        workflow.version,
        command.traceparent,
      );
      workflow.recentCommandIds.add(command.id);
      this.#ports.workflowMetrics?.record(transition);
      await this.#outbox.dispatch(workflow.ref, workflow.draft, transition, command.traceparent);
      return { rejection: undefined, appended: true };
    }
  }
}

/** What came of a decision, and whether this process has just appended it. */
interface Decided {
  rejection: Rejection | undefined;
  appended: boolean;
}

/** A command that has been carried out before its answer was lost is refused the second time, and was granted. */
function verdictOf(
  workflow: LoadedWorkflow,
  commandId: string,
  rejection: Rejection | undefined,
): { code: Rejection['code']; message: string } | undefined {
  if (rejection === undefined || workflow.recentCommandIds.has(commandId)) return undefined;
  return { code: rejection.code, message: rejection.message };
}

/** What the decision must see: all that was set before the workflow was submitted. */
function resourceRevision({ command }: QueuedCommand): number {
  return command.type === 'createWorkflow' ? (command.resourceRevision ?? 0) : 0;
}

/** The workflow's creation is under way. */
class NotYet extends Error {
  constructor() {
    super('the workflow is being created');
    this.name = 'NotYet';
  }
}

function isStale(error: unknown): boolean {
  return error instanceof EventLogError && error.code === 'stale_version';
}
