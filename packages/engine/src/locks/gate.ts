import type { Inputs, Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import type { Decision } from '../decision.ts';
import { type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import type { LockRef } from './lock-events.ts';
import { type CacheEntry, lookUp, resolveMemoize } from './memoize.ts';
import { releaseLocks, requestLocks, resolveLocks } from './synchronization.ts';

/**
 * What stands before a node's template: first its locks, then the look into the cache, as in Argo's executeTemplate.
 * Its node exists, and is Pending, until it has passed.
 */
export interface Gate {
  locks: LockRef[] | undefined;
  entry: CacheEntry | undefined;
}

/** @returns undefined where nothing stands before the template. */
export function gateOf(
  decision: Decision,
  template: DeepReadonly<Template>,
  inputs: DeepReadonly<Inputs> | undefined,
  scope: Scope,
): Result<Gate | undefined> {
  const { synchronization, memoize } = template;
  if (synchronization === undefined && memoize === undefined) return success(undefined);
  const own = withInputs(scope, inputs);
  const locks =
    synchronization === undefined ? success(undefined) : resolveLocks(decision.state, synchronization, own);
  if (!locks.ok) return locks;
  const entry = memoize === undefined ? success(undefined) : resolveMemoize(memoize, own);
  if (!entry.ok) return entry;
  const wanted = locks.value?.length === 0 ? undefined : locks.value;
  if (wanted === undefined && entry.value === undefined) return success(undefined);
  return success({ locks: wanted, entry: entry.value });
}

/** Before the gate of a node that has just been initialized. */
export function openGate(decision: Decision, id: string, { locks, entry }: Gate): void {
  if (locks !== undefined) requestLocks(decision, id, locks);
  else if (entry !== undefined) lookUp(decision, id, entry);
}

/** What a node still waits for. */
export function waitsAtGate(decision: Decision, node: NodeState): 'locks' | 'cache' | undefined {
  if (decision.state.locks.get(node.id)?.held === false) return 'locks';
  return node.memoization?.lookup === 'open' ? 'cache' : undefined;
}

/** A node that has ended, or a daemon that is ready, holds no locks (Argo's syncManager.Release). */
export function leaveGate(decision: Decision, node: NodeState): void {
  releaseLocks(decision, node.id);
}
