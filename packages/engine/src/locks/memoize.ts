import type { Memoize } from '@tiphys/spec';
import type { Rejection } from '../commands.ts';
import { type Decision, reject } from '../decision.ts';
import { endBeforeStart } from '../pod/container.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import { type DeepReadonly, isFulfilled, type NodeState } from '../state.ts';
import { parseDuration } from '../time/duration.ts';
import type { AnswerCache } from './lock-events.ts';

/** Which entry of which cache stands in for a run. */
export interface CacheEntry {
  cacheName: string;
  key: string;
  maxAgeMs: number | undefined;
}

/** As in Argo (workflow/controller/cache), where a key names an entry of a ConfigMap. */
const KEY = /^[a-zA-Z0-9][-a-zA-Z0-9]*$/;

export function resolveMemoize(memoize: DeepReadonly<Memoize>, scope: Scope): Result<CacheEntry> {
  const rendered = substituteAll(memoize, scope, 'lenient');
  if (!rendered.ok) return rendered;
  const { key, cache, maxAge = '' } = rendered.value;
  if (!KEY.test(key)) return failure(`invalid cache key: ${key}`);
  const cacheName = cache?.configMap?.name ?? '';
  if (cacheName === '') return failure('cache could not be found or created');
  if (maxAge === '') return success({ cacheName, key, maxAgeMs: undefined });
  // Go's time.ParseDuration, unlike Argo's own durations, needs a unit.
  const quoted = JSON.stringify(maxAge);
  if (/^[+-]?\d*[1-9]\d*$/.test(maxAge))
    return failure(`invalid maxAge: time: missing unit in duration ${quoted}`);
  const duration = parseDuration(maxAge);
  if (!duration.ok) return failure(`invalid maxAge: time: invalid duration ${quoted}`);
  return success({ cacheName, key, maxAgeMs: duration.value });
}

/** Has a node looked up. The event orders it; the scheduler sends what the cache has as `answerCache`. */
export function lookUp(decision: Decision, nodeId: string, { cacheName, key, maxAgeMs }: CacheEntry): void {
  decision.emit({
    type: 'cacheLookupRequested',
    nodeId,
    cacheName,
    key,
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  });
}

export function answerCache(decision: Decision, { nodeId, answer }: AnswerCache): Rejection | undefined {
  const node = decision.state.nodes.get(nodeId);
  if (node?.memoization?.lookup !== 'open' || isFulfilled(node.phase)) {
    return reject('superseded', `node ${nodeId} waits for no cache`);
  }
  decision.emit({ type: 'cacheAnswered', nodeId, hit: answer.kind === 'hit' });
  if (answer.kind === 'failed') endBeforeStart(decision, nodeId, 'Error', answer.message);
  else if (answer.kind === 'hit') {
    decision.emit({ type: 'nodePhaseChanged', id: nodeId, phase: 'Succeeded', outputs: answer.outputs });
  }
  decision.enqueue(nodeId);
  return undefined;
}

/** The node has ended: what it put out is kept for the next run, once. */
export function saveToCache(decision: Decision, node: NodeState): void {
  const { memoization } = node;
  if (memoization === undefined || memoization.hit || memoization.saved) return;
  if (node.phase === 'Succeeded') decision.emit({ type: 'cacheSaveRequested', nodeId: node.id });
}
