import type Docker from 'dockerode';
import type { AttemptContainer, AttemptIdentity, ContainerExit, OutputChunk } from '../../runtime.ts';
import type { TaskRemains } from '../../task-remains.ts';
import type { LabelledAttempt } from '../container-labels.ts';
import { removePod } from './remove-pod.ts';

/** What decides how a pod ends: its main container, or its set. */
export type PodCore = Pick<
  AttemptContainer,
  'exited' | 'output' | 'readFile' | 'readArchive' | 'address' | 'exec' | 'stop'
>;

/** A handle on a pod: what decides it, and everything that goes with it. */
export class DockerPod implements AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  readonly started: boolean;
  readonly #docker: Docker;
  readonly #core: PodCore | undefined;
  readonly #graceMs: number | undefined;
  readonly #untilReady: (signal: AbortSignal) => Promise<void>;

  /** @param core undefined: the pod has not come as far, only to be removed or gone on with. */
  constructor(
    docker: Docker,
    labelled: LabelledAttempt,
    core: PodCore | undefined,
    graceMs: number | undefined,
    untilReady: (signal: AbortSignal) => Promise<void> = async () => undefined,
  ) {
    this.attempt = labelled.attempt;
    this.agentId = labelled.agentId;
    this.remains = labelled.remains;
    this.traceparent = labelled.traceparent;
    this.started = core !== undefined;
    this.#docker = docker;
    this.#core = core;
    this.#graceMs = graceMs;
    this.#untilReady = untilReady;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    return this.#startedCore().exited(signal);
  }

  output(fromOffset: number, signal: AbortSignal): AsyncIterable<OutputChunk> {
    return this.#startedCore().output(fromOffset, signal);
  }

  async readFile(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
    return this.#startedCore().readFile(path, maxBytes);
  }

  async readArchive(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#startedCore().readArchive(path, signal);
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.#untilReady(signal);
  }

  async address(): Promise<string | undefined> {
    return this.#core?.address();
  }

  exec(command: readonly string[], signal: AbortSignal): Promise<number> {
    return this.#startedCore().exec(command, signal);
  }

  async stop(graceMs: number): Promise<void> {
    await this.#core?.stop(this.#graceMs ?? graceMs);
  }

  async remove(): Promise<void> {
    await removePod(this.#docker, this.attempt, this.#graceMs);
  }

  #startedCore(): PodCore {
    if (this.#core === undefined) throw new Error('the pod has not been started');
    return this.#core;
  }
}
