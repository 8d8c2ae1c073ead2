import type { AnswerCache, NodeState, WorkflowState } from '@tiphys/engine';
import { type CacheStore, type CommandQueue, EventLogError, type WorkflowRef } from '@tiphys/event-log';
import type { Logger } from '@tiphys/service-kit';
import type { Outputs } from '@tiphys/spec';

export interface CachePorts {
  caches: CacheStore;
  commands: CommandQueue;
  logger: Logger;
}

/** Looks into caches of outputs for nodes that wait, and keeps what they put out. */
export class CacheDesk {
  readonly #ports: CachePorts;

  constructor(ports: CachePorts) {
    this.#ports = ports;
  }

  /** Sends the workflow what the cache has for a node. The age of an entry counts to the beginning of the node. */
  async lookUp(ref: WorkflowRef, node: NodeState): Promise<void> {
    const { memoization } = node;
    if (memoization?.lookup !== 'open') return;
    const { cacheName, key, maxAgeMs } = memoization;
    const found = await this.#ports.caches.load({ namespace: ref.namespace, cacheName, key });
    const isOld =
      found !== undefined && maxAgeMs !== undefined && node.startedAt - found.createdAt > maxAgeMs;
    const answer: AnswerCache['answer'] =
      found === undefined || isOld
        ? { kind: 'miss' }
        : { kind: 'hit', ...(found.outputs === undefined ? {} : { outputs: found.outputs }) };
    await this.#ports.commands.publish({
      id: `cache-${ref.uid}-${node.id}-${node.startedAt}`,
      ref,
      command: { type: 'answerCache', nodeId: node.id, answer },
      traceparent: '',
    });
  }

  /** Keeps a node's outputs; those that are too large are not kept, as Argo only logs what it cannot save. */
  async save(ref: WorkflowRef, state: WorkflowState, nodeId: string): Promise<void> {
    const node = state.nodes.get(nodeId);
    if (node?.memoization === undefined) return;
    const { cacheName, key } = node.memoization;
    const outputs = node.outputs === undefined ? undefined : (structuredClone(node.outputs) as Outputs);
    try {
      await this.#ports.caches.save(
        { namespace: ref.namespace, cacheName, key },
        { nodeId, outputs, createdAt: node.finishedAt },
      );
    } catch (error) {
      if (!(error instanceof EventLogError) || error.code !== 'payload_too_large') throw error;
      this.#ports.logger.warn('outputs are too large for a cache', {
        uid: ref.uid,
        nodeId,
        cacheName,
        error,
      });
    }
  }
}
