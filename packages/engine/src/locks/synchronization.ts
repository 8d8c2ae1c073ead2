import type { Synchronization } from '@tiphys/spec';
import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { endBelow, lookBelow } from '../operations/reset-nodes.ts';
import { endBeforeStart } from '../pod/container.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import { type DeepReadonly, isFinished, type WorkflowState } from '../state.ts';
import type { AnswerLocks, LockRef } from './lock-events.ts';
import { isWorkflowKey, WORKFLOW_LOCKS, WORKFLOW_PLACE } from './lock-key.ts';

/** The locks that a synchronization names, in the order in which Argo takes them (allSyncItems). */
export function resolveLocks(
  state: WorkflowState,
  synchronization: DeepReadonly<Synchronization>,
  scope: Scope,
): Result<LockRef[]> {
  const rendered = substituteAll(synchronization, scope, 'lenient');
  if (!rendered.ok) return rendered;
  const { semaphores = [], mutexes = [] } = rendered.value;
  const locks: LockRef[] = [];
  for (const semaphore of semaphores) {
    const namespace = semaphore.namespace || state.namespace;
    const { configMapKeyRef, database } = semaphore;
    if (configMapKeyRef !== undefined && database !== undefined)
      return invalid('invalid semaphore with both ConfigMapKeyRef and Database');
    if (configMapKeyRef === undefined && database === undefined)
      return invalid('cannot get LockName for a Semaphore without a ConfigMapRef or Database');
    const place =
      configMapKeyRef === undefined
        ? `Database/${database?.key}`
        : `ConfigMap/${configMapKeyRef.name ?? ''}/${configMapKeyRef.key}`;
    locks.push({ type: 'Semaphore', name: `${namespace}/${place}` });
  }
  for (const { namespace, name = '', database } of mutexes) {
    const kind = database === true ? 'Database' : 'Mutex';
    locks.push({ type: 'Mutex', name: `${namespace || state.namespace}/${kind}/${name}` });
  }
  if (new Set(locks.map(({ name }) => name)).size < locks.length)
    return invalid('duplicate synchronization item found');
  const nameless = locks.find(({ name }) => name.endsWith('/'));
  return nameless === undefined ? success(locks) : invalid(`the lock ${nameless.name} has no name`);
}

function invalid(why: string): Result<LockRef[]> {
  return failure(`requested configuration is invalid: ${why}`);
}

/**
 * Asks for locks. The event orders them; the scheduler asks the registry of locks, and sends what it says as
 * `answerLocks`.
 */
export function requestLocks(decision: Decision, key: string, locks: LockRef[]): void {
  decision.emit({ type: 'locksRequested', key, locks });
}

/** Gives back, or takes back, what a node or the workflow holds or waits for. */
export function releaseLocks(decision: Decision, key: string): void {
  if (decision.state.locks.has(key)) decision.emit({ type: 'locksReleased', key });
}

/** An answer to a request that is none any more is refused, and the scheduler gives back what was granted. */
export function answerLocks(decision: Decision, command: AnswerLocks): Rejection | undefined {
  const { state } = decision;
  const { key, answer } = command;
  const request = state.locks.get(key);
  if (request === undefined || request.requestedAt !== command.requestedAt) {
    return reject(
      isFinished(state) ? 'completed' : 'superseded',
      `nothing waits for the locks of ${state.name}/${key}`,
    );
  }
  if (request.held) return reject('duplicate', 'the locks are held already');
  if (answer.kind === 'granted') grant(decision, key);
  else if (answer.kind === 'denied') deny(decision, key, answer.message);
  else if (request.waiting?.message === answer.message) return reject('duplicate', 'that is known already');
  else tellWaiting(decision, key, answer);
  decision.enqueue(isWorkflowKey(key) ? WORKFLOW : key);
  return undefined;
}

function grant(decision: Decision, key: string): void {
  const owing = isWorkflowKey(key) ? undefined : decision.node(key);
  const waited = owing?.owesLocks === true;
  decision.emit({ type: 'locksGranted', key });
  if (owing === undefined || !waited) return;
  if (owing.message !== '')
    decision.emit({ type: 'nodePhaseChanged', id: key, phase: owing.phase, message: '' });
  lookBelow(decision, key);
}

function tellWaiting(
  decision: Decision,
  key: string,
  { lock, message, holders }: Extract<AnswerLocks['answer'], { kind: 'waiting' }>,
): void {
  decision.emit({ type: 'locksAwaited', key, lock, message, holders });
  if (!isWorkflowKey(key))
    decision.emit({ type: 'nodePhaseChanged', id: key, phase: decision.node(key).phase, message });
}

/** A workflow that is denied its locks fails; see admission.ts. */
function deny(decision: Decision, key: string, message: string): void {
  if (isWorkflowKey(key)) {
    for (const held of [WORKFLOW_LOCKS, WORKFLOW_PLACE]) releaseLocks(decision, held);
    // What runs again has nodes that are to end first.
    if (decision.state.restarts > 0) {
      decision.emit({ type: 'shutdownRequested', strategy: 'Terminate' });
      return;
    }
    decision.emit({
      type: 'workflowFinished',
      phase: 'Failed',
      message: `Failed to acquire the synchronization lock. ${message}`,
    });
  } else {
    releaseLocks(decision, key);
    if (decision.node(key).owesLocks) endBelow(decision, key, message);
    else endBeforeStart(decision, key, 'Error', message);
  }
}
