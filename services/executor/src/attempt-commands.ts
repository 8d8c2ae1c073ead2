import type { AttemptOutcome, FinishArtifactDeletion, WorkflowCommand } from '@tiphys/engine';
import { type AttemptRef, EventLogError, type Verdict } from '@tiphys/event-log';
import type { ExecutorOptions } from './executor-options.ts';
import { errorOutcome } from './outcome.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';

/** What a claim came to. */
export type ClaimResult =
  /** The attempt is this agent's. */
  | 'granted'
  /** Another agent holds it. */
  | 'elsewhere'
  /** It has ended, or is to end: nobody will run it. */
  | 'superseded'
  /** Its workflow is gone. */
  | 'deleted';

const MAX_VERDICT_MS = 120_000;

/** What an agent says to the scheduler about attempts. Each question is asked until there is a verdict. */
export class AttemptCommands {
  readonly #ports: Pick<ExecutorPorts, 'commands' | 'clock' | 'logger'>;
  readonly #options: ExecutorOptions;
  #asked = 0;

  constructor(ports: Pick<ExecutorPorts, 'commands' | 'clock' | 'logger'>, options: ExecutorOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Asks for the attempt; for one that is held already it is granted again. */
  async claim(ref: AttemptRef, traceparent: string, signal: AbortSignal): Promise<ClaimResult> {
    const { agentId, hostName } = this.#options;
    const { nodeId, attempt } = ref;
    const { rejection } = await this.#ask(
      'claim',
      ref,
      { type: 'claimAttempt', nodeId, attempt, agentId, hostName },
      traceparent,
      signal,
    );
    if (rejection === undefined || rejection.code === 'duplicate') return 'granted';
    if (rejection.code === 'claimed_by_other') return 'elsewhere';
    return rejection.code === 'not_found' ? 'deleted' : 'superseded';
  }

  /** Reports that a daemon is ready; resolves when the scheduler has dealt with it, whatever it says. */
  async ready(
    ref: AttemptRef,
    podIP: string | undefined,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { nodeId, attempt } = ref;
    const { agentId } = this.#options;
    const command = { type: 'reportReady', nodeId, attempt, agentId, podIP } as const;
    await this.#ask('ready', ref, command, traceparent, signal);
  }

  /** Reports what became of artifacts that were to be deleted; resolves when the scheduler has dealt with it. */
  async reportDeletions(
    ref: AttemptRef,
    failures: FinishArtifactDeletion['failures'],
    traceparent: string,
    signal: AbortSignal,
  ): Promise<void> {
    const command = { type: 'finishArtifactDeletion', batchId: ref.nodeId, failures } as const;
    await this.#ask('deleted', ref, command, traceparent, signal);
  }

  /**
   * Reports how the attempt ended; resolves when the scheduler has dealt with it, whatever it says. Only then may the
   * container go: as long as it is there, a task that comes again does not start a second one.
   */
  async report(
    ref: AttemptRef,
    outcome: AttemptOutcome,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { agentId, hostName } = this.#options;
    const { nodeId, attempt } = ref;
    const command = { type: 'finishAttempt', nodeId, attempt, agentId, hostName, outcome } as const;
    try {
      const { rejection } = await this.#ask('finish', ref, command, traceparent, signal);
      if (rejection === undefined) return;
      const level = rejection.code === 'invalid' ? 'error' : 'info';
      this.#ports.logger[level]('a report was refused', { ...naming(ref), ...rejection });
    } catch (error) {
      if (!(error instanceof EventLogError) || error.code !== 'payload_too_large') throw error;
      const smaller = errorOutcome(`the outputs are too large to be kept: ${error.message}`);
      await this.#ask('finish', ref, { ...command, outcome: smaller }, traceparent, signal);
    }
  }

  /**
   * A name of its own for each asking: the queue drops a repeated name without telling the verdict. The engine
   * knows a repetition by its node, attempt and agent.
   */
  async #ask(
    verb: string,
    ref: AttemptRef,
    command: WorkflowCommand,
    traceparent: string,
    signal: AbortSignal,
  ): Promise<Verdict> {
    const { agentId, incarnation, verdictMs } = this.#options;
    const { workflow, nodeId, attempt } = ref;
    let timeoutMs = verdictMs;
    for (;;) {
      this.#asked += 1;
      const id = `${verb}-${workflow.uid}-${nodeId}-${attempt}-${agentId}-${incarnation}-${this.#asked}`;
      const queued = { id, ref: workflow, command, traceparent };
      const verdict = await persistently(
        this.#ports,
        `${verb} of ${nodeId}`,
        () => this.#ports.commands.request(queued, timeoutMs, signal),
        signal,
      );
      if (verdict !== undefined) return verdict;
      this.#ports.logger.warn('no verdict yet, asking again', { verb, ...naming(ref), waitedMs: timeoutMs });
      timeoutMs = Math.min(MAX_VERDICT_MS, timeoutMs * 2);
    }
  }
}

/** How logs name an attempt. */
export function naming({ workflow, nodeId, attempt }: AttemptRef): Record<string, string | number> {
  return { uid: workflow.uid, workflow: workflow.name, nodeId, attempt };
}
