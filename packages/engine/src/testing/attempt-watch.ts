import type { WorkflowEvent } from '../events.ts';
import { fail } from './broken-invariant.ts';

/**
 * The life of every attempt: ordered once, claimed by one agent, ended by a report, or called off before anybody held
 * it. Numbers of a node's attempts only grow, across restarts too.
 */
export class AttemptWatch {
  readonly #last = new Map<string, number>();
  /** Those that have not ended, by node: who holds it. */
  readonly #open = new Map<string, { attempt: number; agentId: string | undefined }>();

  before(event: WorkflowEvent): void {
    switch (event.type) {
      case 'taskScheduled': {
        const last = this.#last.get(event.nodeId) ?? -1;
        if (event.attempt <= last) fail(`attempt ${event.attempt} of ${event.nodeId} follows ${last}`);
        if (this.#open.has(event.nodeId)) fail(`${event.nodeId} has two attempts at a time`);
        this.#last.set(event.nodeId, event.attempt);
        this.#open.set(event.nodeId, { attempt: event.attempt, agentId: undefined });
        return;
      }
      case 'attemptClaimed': {
        const open = this.#mustBeOpen(event);
        if (open.agentId !== undefined) fail(`attempt ${event.attempt} of ${event.nodeId} is claimed twice`);
        open.agentId = event.agentId;
        return;
      }
      case 'attemptFinished':
        this.#mustBeOpen(event);
        this.#open.delete(event.nodeId);
        return;
      case 'attemptCancelRequested': {
        const open = this.#mustBeOpen(event);
        if (open.agentId !== event.agentId) fail(`${event.nodeId} is called off at the wrong agent`);
        if (event.agentId === undefined) this.#open.delete(event.nodeId);
        return;
      }
      default:
        return;
    }
  }

  atEnd(): void {
    for (const [nodeId, { attempt }] of this.#open) fail(`attempt ${attempt} of ${nodeId} has no end`);
  }

  #mustBeOpen({ nodeId, attempt }: { nodeId: string; attempt: number }) {
    const open = this.#open.get(nodeId);
    if (open?.attempt !== attempt) fail(`attempt ${attempt} of ${nodeId} is not outstanding`);
    return open as NonNullable<typeof open>;
  }
}
