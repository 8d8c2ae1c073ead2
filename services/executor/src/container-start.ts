import type { AttemptOutcome, ContainerTask } from '@tiphys/engine';
import type { AttemptRef, QueuedTask } from '@tiphys/event-log';
import { type AttemptContainer, RuntimeError, type StartOrder } from '@tiphys/runtime';
import { ArtifactFault } from './artifacts/artifact-fault.ts';
import { type LoadedInputs, loadInputs } from './artifacts/load-inputs.ts';
import { naming } from './attempt-commands.ts';
import { hidingValues } from './environment/hide-values.ts';
import { podFacts } from './environment/pod-facts.ts';
import { resolveTask } from './environment/resolve-task.ts';
import type { ExecutorOptions } from './executor-options.ts';
import { findContainer } from './find-container.ts';
import { ObjectError } from './object-reader.ts';
import { CANCELLED_BEFORE_START, errorOutcome, goneOutcome, startOutcome } from './outcome.ts';
import { persistently } from './persistently.ts';
import { imageLogins } from './pods/image-logins.ts';
import { volumeFiles } from './pods/volume-files.ts';
import type { ExecutorPorts } from './ports.ts';

/** What a start came to: a container that was started, now or before, or why there is none. */
export type Started = { container: AttemptContainer } | { outcome: AttemptOutcome };

/** Argo's and the kubelet's words for a container that refers to what is not there. */
const UNCONFIGURED = 'Pod failed before main container starts due to CreateContainerConfigError';

/** The way from a granted claim to a container that has been started, once. */
export class ContainerStart {
  readonly #ports: ExecutorPorts;
  readonly #options: ExecutorOptions;
  readonly #ref: AttemptRef;
  /** Aborted when the agent stops. */
  readonly #stopping: AbortSignal;
  /** Aborted when the attempt is to end. */
  readonly #cancelled: AbortSignal;

  constructor(
    ports: ExecutorPorts,
    options: ExecutorOptions,
    ref: AttemptRef,
    stopping: AbortSignal,
    cancelled: AbortSignal,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#ref = ref;
    this.#stopping = stopping;
    this.#cancelled = cancelled;
  }

  /** @throws the signal's reason where the agent stops, and what nobody expects. */
  async start({ task }: QueuedTask, traceparent: string): Promise<Started> {
    const { runtime, records } = this.#ports;
    const { agentId } = this.#options;
    let inputs: LoadedInputs | undefined;
    const signal = AbortSignal.any([this.#stopping, this.#cancelled]);
    try {
      const before = await this.#begunBefore();
      if (before !== undefined) return before;
      const resolved = await this.#resolved(task, signal);
      const { inputArtifacts = [] } = task;
      if (inputArtifacts.length > 0) {
        const there = await this.#find();
        if (there?.started) return { container: there };
        inputs = await loadInputs(this.#ports, this.#options, this.#ref, inputArtifacts, signal);
      }
      const order = {
        attempt: this.#ref,
        ...resolved,
        shown: task,
        agentId,
        traceparent,
        archives: inputs?.archives,
        beforeStart: () => records.begun(this.#ref, traceparent),
      };
      const container = await persistently(
        this.#ports,
        'start of a container',
        () => hidingValues(task, order.task, () => runtime.start(order, signal)),
        signal,
      );
      return { container };
    } catch (error) {
      this.#stopping.throwIfAborted();
      if (this.#cancelled.aborted) return this.#calledOff();
      if (error instanceof ObjectError) {
        return { outcome: errorOutcome(`${UNCONFIGURED}: ${error.message}`) };
      }
      if (!(error instanceof RuntimeError || error instanceof ArtifactFault)) throw error;
      this.#ports.logger.info('a container cannot be started', { ...naming(this.#ref), error });
      return { outcome: startOutcome(error) };
    } finally {
      await inputs?.release();
    }
  }

  /** What an earlier process of this agent has begun is not begun anew where nothing is left of it: it may have run. */
  async #begunBefore(): Promise<Started | undefined> {
    const record = await this.#ports.records.find(this.#ref);
    if (record === undefined) return undefined;
    const there = await this.#find();
    if (there?.started) return { container: there };
    if (there !== undefined && !record.isStarted) return undefined;
    return { outcome: goneOutcome(this.#options.agentId) };
  }

  /** The task with everything in it that it refers to, and what its volumes hold. */
  #resolved(
    task: ContainerTask,
    signal: AbortSignal,
  ): Promise<Pick<StartOrder, 'task' | 'volumeFiles' | 'imageLogins'>> {
    const { hostName, host, hostIp } = this.#options;
    const { namespace } = this.#ref.workflow;
    const facts = podFacts(this.#ref, task, { hostName, hostIp });
    const sources = { objects: this.#ports.objects, facts, host };
    const resolve = async (): Promise<Pick<StartOrder, 'task' | 'volumeFiles' | 'imageLogins'>> => ({
      task: await resolveTask(task, sources),
      volumeFiles: await volumeFiles({ task, facts, host }, this.#ports.objects),
      imageLogins: await imageLogins(task.pod, namespace, this.#ports.objects),
    });
    return persistently(this.#ports, 'objects of a container', resolve, signal);
  }

  /** An engine that did not answer may have started it all the same. */
  async #calledOff(): Promise<Started> {
    const there = await this.#find();
    if (there?.started) return { container: there };
    return { outcome: errorOutcome(CANCELLED_BEFORE_START) };
  }

  #find(): Promise<AttemptContainer | undefined> {
    return findContainer(this.#ports, this.#ref, this.#stopping);
  }
}
