import type { AnswerCache, AnswerLocks, LockAnswer, LockRef } from '@tiphys/engine';
import type { Outputs } from '@tiphys/spec';
import type {
  AnswerCache as AnswerCacheMessage,
  AnswerLocks as AnswerLocksMessage,
} from '../gen/tiphys/v1/command.ts';
import type { LockRef as LockRefMessage } from '../gen/tiphys/v1/lock.ts';
import { closedSet, jsonBytes, oneOf, parseJsonBytes } from './decoding.ts';

const TYPES = closedSet<LockRef['type']>({ Mutex: true, Semaphore: true, Parallelism: true });
const LOCK_ANSWERS = closedSet<LockAnswer['kind']>({ granted: true, waiting: true, denied: true });
const CACHE_ANSWERS = closedSet<AnswerCache['answer']['kind']>({ hit: true, miss: true, failed: true });

/** @throws WireError where the type is none that is known. */
export function lockRefFrom({ name, type }: LockRefMessage): LockRef {
  return { name, type: oneOf(TYPES, type, 'lock.type') };
}

export function answerLocksTo({ key, requestedAt, answer }: AnswerLocks): AnswerLocksMessage {
  const { kind } = answer;
  const plain = { key, requestedAt, kind, message: '', lock: '', holders: [], locks: [] };
  return { ...plain, ...answer };
}

export function answerLocksFrom({ key, requestedAt, ...message }: AnswerLocksMessage): AnswerLocks {
  const kind = oneOf(LOCK_ANSWERS, message.kind, 'answerLocks.kind');
  const { lock, holders, locks, message: text } = message;
  const answer: LockAnswer =
    kind === 'waiting'
      ? { kind, lock, message: text, holders }
      : kind === 'denied'
        ? { kind, message: text }
        : { kind, locks };
  return { type: 'answerLocks', key, requestedAt, answer };
}

export function answerCacheTo({ nodeId, answer }: AnswerCache): AnswerCacheMessage {
  const { kind } = answer;
  const outputs = kind === 'hit' && answer.outputs !== undefined ? jsonBytes(answer.outputs) : undefined;
  return { nodeId, kind, message: kind === 'failed' ? answer.message : '', outputs };
}

export function answerCacheFrom({ nodeId, message, outputs, ...rest }: AnswerCacheMessage): AnswerCache {
  const kind = oneOf(CACHE_ANSWERS, rest.kind, 'answerCache.kind');
  const type = 'answerCache';
  if (kind === 'failed') return { type, nodeId, answer: { kind, message } };
  if (kind === 'miss' || outputs === undefined) return { type, nodeId, answer: { kind } };
  return { type, nodeId, answer: { kind, outputs: parseJsonBytes<Outputs>(outputs, 'answerCache.outputs') } };
}
