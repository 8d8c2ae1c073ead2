import type { AttemptContainer, AttemptIdentity, ContainerExit, OutputChunk } from '../../runtime.ts';
import type { TaskRemains } from '../../task-remains.ts';
import type { LabelledAttempt } from '../container-labels.ts';

/** What decides how a pod ends: its main container, or its set. */
export type PodCore = Pick<
  AttemptContainer,
  'exited' | 'output' | 'readFile' | 'readArchive' | 'address' | 'exec' | 'stop'
>;

/** What goes with it. */
export interface PodCompany {
  /** Resolves when the main container is ready, or has ended. */
  untilReady(signal: AbortSignal): Promise<void>;
  /** Those that run and have probes. */
  sidecars: readonly Pick<AttemptContainer, 'exited'>[];
  /** Those that have ended by themselves and failed. */
  failedSidecars(): Promise<NonNullable<ContainerExit['failedSidecars']>>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** A handle on a pod: what decides it, and everything that goes with it. */
export class DockerPod implements AttemptContainer {
  readonly attempt: AttemptIdentity;
  readonly agentId: string;
  readonly remains: TaskRemains;
  readonly traceparent: string;
  readonly started: boolean;
  readonly #core: PodCore | undefined;
  readonly #graceMs: number | undefined;
  readonly #company: PodCompany;

  /** @param core undefined: the pod has not come as far, only to be removed or gone on with. */
  constructor(
    labelled: LabelledAttempt,
    core: PodCore | undefined,
    graceMs: number | undefined,
    company: PodCompany,
  ) {
    this.attempt = labelled.attempt;
    this.agentId = labelled.agentId;
    this.remains = labelled.remains;
    this.traceparent = labelled.traceparent;
    this.started = core !== undefined;
    this.#core = core;
    this.#graceMs = graceMs;
    this.#company = company;
  }

  async exited(signal: AbortSignal): Promise<ContainerExit> {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    // Their probes are asked meanwhile.
    const beside = this.#company.sidecars.map((sidecar) => sidecar.exited(either));
    try {
      const exit = await this.#startedCore().exited(signal);
      const failedSidecars = await this.#company.failedSidecars();
      return failedSidecars.length === 0 ? exit : { ...exit, failedSidecars };
    } finally {
      over.abort();
      await Promise.allSettled(beside);
    }
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
    return this.#company.untilReady(signal);
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
    await this.#company.remove();
  }

  #startedCore(): PodCore {
    if (this.#core === undefined) throw new Error('the pod has not been started');
    return this.#core;
  }
}
