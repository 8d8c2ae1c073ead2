import type { AttemptOutcome } from '@tiphys/engine';
import type { AttemptRef, QueuedTask, TaskDelivery } from '@tiphys/event-log';
import type { AttemptContainer, ContainerExit } from '@tiphys/runtime';
import { runAgentTask } from './agent-task.ts';
import { deleteArtifacts } from './artifacts/delete-artifacts.ts';
import { saveOutputs } from './artifacts/save-outputs.ts';
import { type AttemptCommands, naming } from './attempt-commands.ts';
import type { AttemptRecord } from './attempt-records.ts';
import { isAvoided } from './avoided.ts';
import { collectParameters } from './collect-outputs.ts';
import { ContainerStart } from './container-start.ts';
import { reportReadiness } from './daemon-readiness.ts';
import { elsewhereDelay } from './elsewhere-delay.ts';
import type { ExecutorOptions } from './executor-options.ts';
import { findContainer } from './find-container.ts';
import { CANCELLED_BEFORE_START, errorOutcome, exitOutcome, goneOutcome } from './outcome.ts';
import { OutputPump } from './output-pump.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';
import type { Removals } from './removals.ts';
import { TaskHold } from './task-hold.ts';

/** How an agent's part in an attempt ends. */
export type RunEnd =
  /** The scheduler knows how it ended, or it was never this agent's; nothing of it is left here. */
  | 'settled'
  /** The agent stops before that: its next start goes on. */
  | 'left';

/**
 * One attempt in this agent's hands:
 *
 *   task ── claim ──▶ start ──▶ watch ──▶ report ──▶ removed
 *    │        │         │         ▲
 *    │        │         └ refused │ ─────▶ report (Error)
 *    │        └ not granted ──▶ dropped, or given back
 *    └ found after a restart ──▶ claim ──┘
 *    └ written down before a restart, and not found ──▶ report (Error)
 *
 * The task is acked when the container is there, and the container goes when the report has been dealt with: at
 * every moment between, a crash leaves either the task, or the container, or both.
 */
export class AttemptRun {
  readonly ref: AttemptRef;
  readonly #ports: ExecutorPorts;
  readonly #options: ExecutorOptions;
  readonly #commands: AttemptCommands;
  readonly #removals: Removals;
  /** Aborted when the agent stops. */
  readonly #signal: AbortSignal;
  readonly #cancel = new AbortController();
  #hold: TaskHold | undefined;
  /** The container exists: the task has done its work. */
  #isHere = false;
  /** A daemon that is ready makes room: those that wait for it could never run if daemons took it all. */
  takesRoom = true;
  /** The scheduler has dealt with its end. */
  hasReported = false;
  /** Called when it has made room. */
  onRoom: () => void = () => undefined;

  constructor(
    ports: ExecutorPorts,
    options: ExecutorOptions,
    commands: AttemptCommands,
    removals: Removals,
    ref: AttemptRef,
    signal: AbortSignal,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#commands = commands;
    this.#removals = removals;
    this.ref = ref;
    this.#signal = signal;
  }

  /** Ends the attempt, wherever it is; the run then settles with a report. */
  cancel(): void {
    this.#cancel.abort();
  }

  /** The attempt's task, delivered once more. */
  redelivered(delivery: TaskDelivery): void {
    if (this.#hold === undefined) this.#hold = new TaskHold(this.#ports, delivery);
    else this.#hold.add(delivery, this.#signal);
    if (this.#isHere) void this.#hold.ack(this.#signal).catch(() => undefined);
  }

  /** From a task to its end. */
  async runTask(delivery: TaskDelivery): Promise<RunEnd> {
    const hold = new TaskHold(this.#ports, delivery);
    this.#hold = hold;
    const { task } = delivery;
    return this.#guarded(task.traceparent, async () => {
      const { deletions } = task.task;
      if (deletions !== undefined) {
        const failures = await deleteArtifacts(
          this.#ports,
          this.ref.workflow.namespace,
          deletions,
          this.#signal,
        );
        await this.#commands.reportDeletions(this.ref, failures, task.traceparent, this.#signal);
        await hold.ack(this.#signal);
        return;
      }
      const { agentId, hostName } = this.#options;
      if (isAvoided(task.task, hostName, delivery.deliveryCount)) {
        hold.nak(elsewhereDelay(this.ref, agentId, delivery.deliveryCount));
        return;
      }
      const claim = await this.#claim(task.traceparent);
      if (claim === 'elsewhere') {
        hold.nak(elsewhereDelay(this.ref, agentId, delivery.deliveryCount));
        return;
      }
      if (claim !== 'granted') {
        await this.#removeIfThere();
        await this.#ports.records.ended(this.ref);
        if (this.#cancel.signal.aborted) {
          await this.#report(errorOutcome(CANCELLED_BEFORE_START), task.traceparent);
        }
        await hold.ack(this.#signal);
        return;
      }
      await this.#ports.tracer.span('executor run', task.traceparent, (traceparent) =>
        this.#runClaimed(task, traceparent, hold),
      );
    });
  }

  /** From a container that an earlier process of this agent has started. */
  async takeOver(container: AttemptContainer): Promise<RunEnd> {
    return this.#guarded(container.traceparent, async () => {
      const claim = await this.#claim(container.traceparent);
      if (claim === 'granted') {
        if (!container.started) {
          await this.#goOnLater(container);
          return;
        }
        this.#ports.logger.info('a container is taken over', naming(this.ref));
        await this.#ports.tracer.span('executor run', container.traceparent, (traceparent) =>
          this.#watch(container, traceparent),
        );
        return;
      }
      this.#ports.logger.info('a container is not wanted any more', { ...naming(this.ref), claim });
      this.cancel();
      // An attempt that is to end is still this agent's to report; the others have nobody who waits.
      if (claim === 'superseded' && container.started) await this.#watch(container, container.traceparent);
      else {
        await this.#ports.records.ended(this.ref);
        await this.#removals.remove(container);
      }
    });
  }

  /** From what an earlier process has written down of a container that is there no more. */
  async missing({ traceparent }: AttemptRecord): Promise<RunEnd> {
    return this.#guarded(traceparent, () => this.#reportGone(traceparent));
  }

  /** One that was only made is gone on with when its task comes again; of one that has run, only a part is left. */
  async #goOnLater(container: AttemptContainer): Promise<void> {
    const record = await this.#ports.records.find(this.ref);
    if (record?.isStarted) {
      await this.#reportGone(container.traceparent);
      await this.#removals.remove(container);
    } else this.#hold?.nak(0);
  }

  async #reportGone(traceparent: string): Promise<void> {
    await this.#report(goneOutcome(this.#options.agentId), traceparent);
    await this.#hold?.ack(this.#signal);
  }

  /** Asks whether the attempt is still this agent's, after a time in which it may have been called lost. */
  async verify(): Promise<void> {
    const claim = await this.#claim('');
    if (claim === 'granted') return;
    this.#ports.logger.warn('an attempt has been given up while this agent was away', naming(this.ref));
    this.cancel();
  }

  async #runClaimed(task: QueuedTask, traceparent: string, hold: TaskHold): Promise<void> {
    const signals = { stop: this.#signal, cancel: this.#cancel.signal };
    const done = await runAgentTask(this.#ports, this.#options, this.ref, task.task, signals);
    if (done !== undefined) {
      await this.#report(done, traceparent);
      await hold.ack(this.#signal);
      return;
    }
    const claimedAt = this.#ports.clock.now();
    const starting = new ContainerStart(
      this.#ports,
      this.#options,
      this.ref,
      this.#signal,
      this.#cancel.signal,
    );
    const started = await starting.start(task, traceparent);
    if ('outcome' in started) {
      await this.#report(started.outcome, traceparent);
      // Parts may have been made before the one that could not be.
      await this.#removeIfThere();
      await hold.ack(this.#signal);
      return;
    }
    this.#ports.metrics.startDuration.record((this.#ports.clock.now() - claimedAt) / 1000);
    await this.#watch(started.container, traceparent);
  }

  /** To the end of the container, its report, and its removal. */
  async #watch(container: AttemptContainer, traceparent: string): Promise<void> {
    await this.#ports.records.started(this.ref, traceparent);
    this.#isHere = true;
    await this.#hold?.ack(this.#signal);
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    const onCancel = (): void => void this.#stop(container, signal);
    this.#cancel.signal.addEventListener('abort', onCancel, { once: true });
    if (this.#cancel.signal.aborted) onCancel();
    try {
      void this.#reportReadiness(container, traceparent, signal);
      const pump = new OutputPump(this.#ports, this.#options, container, signal);
      const [exit, result] = await Promise.all([container.exited(signal), pump.run()]);
      await this.#report(await this.#outcome(container, exit, result), traceparent);
      await this.#removals.remove(container);
    } finally {
      over.abort();
      this.#cancel.signal.removeEventListener('abort', onCancel);
    }
  }

  async #reportReadiness(
    container: AttemptContainer,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<void> {
    await reportReadiness(this.#ports, this.#commands, container, traceparent, signal);
    if (container.remains.daemon !== true) return;
    this.takesRoom = false;
    this.onRoom();
  }

  async #outcome(
    container: AttemptContainer,
    exit: ContainerExit,
    result: string | undefined,
  ): Promise<AttemptOutcome> {
    const { parameters, fault } = await persistently(
      this.#ports,
      'output files',
      () => collectParameters(container, this.#options.maxOutputBytes),
      this.#signal,
    );
    const saved = await saveOutputs(this.#ports, this.#options, container, this.#signal);
    const outcome = exitOutcome(exit, {
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(saved.artifacts.length === 0 ? {} : { artifacts: saved.artifacts }),
      ...(result === undefined ? {} : { result }),
    });
    const message = fault ?? saved.fault;
    if (outcome.phase !== 'Succeeded' || message === undefined) return outcome;
    return { ...outcome, phase: 'Error', message };
  }

  async #stop(container: AttemptContainer, signal: AbortSignal): Promise<void> {
    const { stopGraceMs } = this.#options;
    try {
      await persistently(this.#ports, 'stop of a container', () => container.stop(stopGraceMs), signal);
    } catch (error) {
      if (!signal.aborted)
        this.#ports.logger.error('a container cannot be stopped', { ...naming(this.ref), error });
    }
  }

  #claim(traceparent: string) {
    return this.#ports.tracer.span('executor claim', traceparent, (inner) =>
      this.#commands.claim(this.ref, inner, this.#signal),
    );
  }

  async #report(outcome: AttemptOutcome, traceparent: string): Promise<void> {
    await this.#commands.report(this.ref, outcome, traceparent, this.#signal);
    this.hasReported = true;
    await this.#ports.records.ended(this.ref);
    this.#ports.metrics.attemptsFinished.add(1, { phase: outcome.phase });
    this.#ports.logger.info('an attempt has ended', {
      ...naming(this.ref),
      phase: outcome.phase,
      ...(outcome.message === undefined ? {} : { reason: outcome.message }),
    });
  }

  async #removeIfThere(): Promise<void> {
    const there = await findContainer(this.#ports, this.ref, this.#signal);
    if (there !== undefined) await this.#removals.remove(there);
  }

  /** An error that nobody expected ends the attempt, not the agent. */
  async #guarded(traceparent: string, run: () => Promise<void>): Promise<RunEnd> {
    try {
      await run();
      return 'settled';
    } catch (error) {
      if (this.#signal.aborted) {
        this.#hold?.nak(0);
        return 'left';
      }
      return await this.#failed(error, traceparent).catch(() => 'left');
    } finally {
      this.#hold?.drop();
    }
  }

  async #failed(error: unknown, traceparent: string): Promise<RunEnd> {
    this.#ports.logger.error('an attempt failed for a fault of the agent or its engine', {
      ...naming(this.ref),
      error,
    });
    await this.#removeIfThere();
    const reason = error instanceof Error ? error.message : String(error);
    await this.#report(errorOutcome(`agent ${this.#options.agentId}: ${reason}`), traceparent);
    await this.#hold?.ack(this.#signal);
    return 'settled';
  }
}
