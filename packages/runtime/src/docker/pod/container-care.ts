import type { Clock } from '@tiphys/clock';
import type { PodContainer } from '@tiphys/engine';
import type { ContainerPort, Lifecycle, Probe } from '@tiphys/spec';
import type Docker from 'dockerode';
import { type Asking, failureThreshold } from '../../probe/ask-until.ts';
import type { ProbeTarget } from '../../probe/probe-action.ts';
import { runHook } from '../../probe/run-hook.ts';
import { untilReady } from '../../probe/until-ready.ts';
import { type HealthFault, untilStarted, watchHealth } from '../../probe/watch-health.ts';
import { addressOf } from '../container-address.ts';
import { execIn } from '../container-exec.ts';
import { CONFLICT, NOT_FOUND, NOT_MODIFIED, statusOf, toRuntimeError } from '../docker-error.ts';
import { stopContainer } from '../stop-container.ts';
import { inspectContainer } from './make-container.ts';
import { CARE_LABEL, GRACE_LABEL } from './pod-parts.ts';

/** Kubernetes' default. */
const GRACE_MS = 30_000;
/** What is left for the program after a `preStop` that takes all of the grace (minimumGracePeriodInSeconds). */
const LEAST_MS = 2_000;
const PAUSE_MS = 1_000;

/** What a container asks of whoever runs it; kept as a label. */
interface CareOrder extends Pick<Lifecycle, 'postStart' | 'preStop'> {
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  ports?: ContainerPort[];
}

/** @returns undefined where a container asks for nothing. */
export function careLabel(container: PodContainer): string | undefined {
  const { startupProbe, livenessProbe, readinessProbe, lifecycle, ports } = container;
  const { postStart, preStop } = lifecycle ?? {};
  const asked = { startupProbe, livenessProbe, readinessProbe, postStart, preStop };
  if (Object.values(asked).every((one) => one === undefined)) return undefined;
  return JSON.stringify({ ...asked, ports });
}

/** Why containers were killed, by their ids: the engine does not keep it. */
export type KillReasons = Map<string, string>;

/** The kubelet's part in the life of one container: probes and hooks. */
export class ContainerCare {
  readonly #docker: Docker;
  readonly #clock: Clock;
  readonly #reasons: KillReasons;
  readonly #container: Docker.Container;
  readonly #order: CareOrder;
  readonly #graceMs: number;
  readonly #target: ProbeTarget;

  /** @param labels the container's. */
  constructor(
    docker: Docker,
    clock: Clock,
    reasons: KillReasons,
    id: string,
    labels: Readonly<Record<string, string>>,
  ) {
    this.#docker = docker;
    this.#clock = clock;
    this.#reasons = reasons;
    const container = docker.getContainer(id);
    this.#container = container;
    this.#order = JSON.parse(labels[CARE_LABEL] ?? '{}') as CareOrder;
    this.#graceMs = Number(labels[GRACE_LABEL] ?? GRACE_MS);
    this.#target = {
      address: () => addressOf(container),
      ports: this.#order.ports ?? [],
      exec: (command, signal) => execIn(container, command, signal),
    };
  }

  get reason(): string | undefined {
    return this.#reasons.get(this.#container.id);
  }

  forget(): void {
    this.#reasons.delete(this.#container.id);
  }

  /**
   * To be called when the container has just been started: it is killed where its hook fails.
   *
   * @throws RuntimeError cancelled where the signal comes first; the container runs then.
   */
  async afterStart(signal: AbortSignal): Promise<void> {
    const { postStart } = this.#order;
    if (postStart === undefined) return;
    try {
      await this.#whileItRuns(signal, (running) => runHook(postStart, this.#target, this.#clock, running));
    } catch (error) {
      if (signal.aborted) throw toRuntimeError(signal.reason);
      await this.#kill(`FailedPostStartHook: ${messageOf(error)}`, this.#graceMs);
    }
  }

  /**
   * Resolves when the container is ready, or has ended.
   *
   * @param patience what to do about one that is not ready after as many questions as its probe allows in a row.
   * @throws the signal's reason.
   */
  async untilReady(patience: 'goOn' | 'giveUp', signal: AbortSignal): Promise<void> {
    const { readinessProbe, startupProbe } = this.#order;
    if (readinessProbe === undefined && startupProbe === undefined) return;
    const asking = this.#asking();
    await this.#whileItRuns(signal, async (running) => {
      const fault = await untilStarted(this.#order, asking, running);
      if (fault !== undefined) await this.#killFor(fault);
      else if (readinessProbe !== undefined) {
        const failures = patience === 'goOn' ? Number.POSITIVE_INFINITY : failureThreshold(readinessProbe);
        await untilReady(readinessProbe, asking, running, failures);
      }
    });
  }

  /**
   * Kills the container where its probes say so; ends with the signal.
   *
   * @throws the signal's reason.
   */
  async watch(signal: AbortSignal): Promise<void> {
    const fault = await watchHealth(this.#order, this.#asking(), signal);
    if (fault !== undefined) await this.#killFor(fault);
  }

  /** Asked by a process that was not there at its start, a container is taken to begin now. */
  #asking(): Asking {
    return { target: this.#target, clock: this.#clock, since: this.#clock.now() };
  }

  /** Before the engine is asked anew. */
  async pause(signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(PAUSE_MS, signal).catch(() => undefined);
  }

  /** Ends the container as the kubelet does: hook, signal, and SIGKILL when the grace is over. */
  async stop(graceMs: number): Promise<void> {
    const left = await this.#beforeStop(graceMs);
    try {
      await stopContainer(this.#container, left);
    } catch (error) {
      // One that is being removed ends, too.
      if (![NOT_MODIFIED, NOT_FOUND, CONFLICT].includes(statusOf(error) ?? 0)) throw toRuntimeError(error);
    }
  }

  /** @returns what is left of the grace. */
  async #beforeStop(graceMs: number): Promise<number> {
    const { preStop } = this.#order;
    const isRunning = (await inspectContainer(this.#docker, this.#container.id))?.State.Running === true;
    if (preStop === undefined || graceMs <= 0 || !isRunning) return graceMs;
    const began = this.#clock.now();
    const over = new AbortController();
    const timer = this.#clock.setTimer(graceMs, () => over.abort());
    try {
      // One that fails, or is too slow, keeps nobody from ending.
      await runHook(preStop, this.#target, this.#clock, over.signal).catch(() => undefined);
    } finally {
      timer.cancel();
    }
    return Math.max(LEAST_MS, graceMs - (this.#clock.now() - began));
  }

  async #killFor({ kind, probe }: HealthFault): Promise<void> {
    const { terminationGracePeriodSeconds: own } = probe;
    await this.#kill(`failed ${kind} probe`, own === undefined ? this.#graceMs : own * 1000);
  }

  async #kill(reason: string, graceMs: number): Promise<void> {
    const info = await inspectContainer(this.#docker, this.#container.id);
    if (info?.State.Running !== true) return;
    this.#reasons.set(this.#container.id, reason);
    await this.stop(graceMs);
  }

  async #whileItRuns(signal: AbortSignal, ask: (running: AbortSignal) => Promise<void>): Promise<void> {
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const end = this.#container.wait({ abortSignal: either }).then(
      () => ended.abort(),
      () => undefined,
    );
    try {
      await ask(either);
    } catch (error) {
      if (signal.aborted || !ended.signal.aborted) throw error;
    } finally {
      ended.abort();
      await end;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
