import type { WorkflowCommand } from '@tiphys/engine';
import type { AttemptRef } from '../refs.ts';
import { encodeToken } from './token.ts';

/**
 * Workflows are spread over so many shards, so that a later scheduler can own a part of them by a filter. A
 * workflow's shard is in the subjects of what is stored: the number can never change.
 */
const SHARDS = 64;

/** All transitions of a workflow. */
export function historySubject(uid: string): string {
  return `history.${shardOf(uid)}.${encodeToken(uid)}`;
}

/** Remembers when a workflow was purged. */
export function tombstoneSubject(uid: string): string {
  return `tombstone.${encodeToken(uid)}`;
}

/** Newest version whose deletion has been forgotten. */
export const HORIZON_SUBJECT = 'horizon';

/** The type makes a creation that waits one look-up away. Order is that of the stream, over all subjects. */
export function commandSubject(uid: string, type: WorkflowCommand['type']): string {
  return `cmd.${shardOf(uid)}.${encodeToken(uid)}.${type}`;
}

export function timerSubject(uid: string, timerId: string): string {
  return `timer.${encodeToken(uid)}.${encodeToken(timerId)}`;
}

export function timersOf(uid: string): string {
  return `timer.${encodeToken(uid)}.*`;
}

/** Where the verdict on a command goes: known to whoever knows the command, so a repeated question is answered too. */
export function verdictSubject(commandId: string): string {
  return `verdict.${encodeToken(commandId)}`;
}

export function taskSubject(pool: string, attempt: AttemptRef): string {
  return `task.${encodeToken(pool)}.${attemptTokens(attempt)}`;
}

export function tasksOf(pool: string): string {
  return `task.${encodeToken(pool)}.>`;
}

export function cancelSubject(agentId: string, attempt: AttemptRef): string {
  return `cancel.${encodeToken(agentId)}.${attemptTokens(attempt)}`;
}

export function cancelsOf(agentId: string): string {
  return `cancel.${encodeToken(agentId)}.>`;
}

export function logSubject(attempt: AttemptRef): string {
  return `log.${attemptTokens(attempt)}`;
}

/** Logs of a workflow, or of one node. */
export function logsOf(uid: string, nodeId?: string): string {
  return nodeId === undefined
    ? `log.${encodeToken(uid)}.>`
    : `log.${encodeToken(uid)}.${encodeToken(nodeId)}.*`;
}

function attemptTokens({ workflow, nodeId, attempt }: AttemptRef): string {
  return `${encodeToken(workflow.uid)}.${encodeToken(nodeId)}.${attempt}`;
}

/** FNV-1a over the UTF-16 units. */
function shardOf(uid: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < uid.length; index += 1) {
    hash = Math.imul(hash ^ uid.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash % SHARDS;
}
