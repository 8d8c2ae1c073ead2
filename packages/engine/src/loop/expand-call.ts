import type { TemplateCall } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute, substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import type { Item } from './item.ts';
import { checkCount } from './limit.ts';
import { paramItems } from './param-items.ts';
import { sequenceItems } from './sequence.ts';

/** Whether a step or task runs once for each of several items (Argo's ShouldExpand). */
export function hasItems(call: DeepReadonly<TemplateCall>): boolean {
  return (
    (call.withItems ?? []).length > 0 || (call.withParam ?? '') !== '' || call.withSequence !== undefined
  );
}

export type Expansion =
  | { ok: true; items: Item[] }
  /** A reference cannot be resolved. */
  | { ok: false; unresolved: true; message: string }
  /** What was given is no list, or no number. */
  | { ok: false; unresolved: false; message: string };

/**
 * The items of a call (Argo's expandStep and expandTask).
 *
 * @param scope what the call may refer to, by itself and of other calls; without the latter the call does not run,
 *   and only names its items.
 */
export function expandCall(
  call: DeepReadonly<TemplateCall>,
  scope: { template: Scope; calls: Scope | undefined },
): Expansion {
  const { withItems, withParam, withSequence } = call;
  const given = resolved({ withItems, withParam, withSequence }, scope);
  if (!given.ok) return { ok: false, unresolved: true, message: given.message };
  const items = itemsOf(given.value);
  return items.ok
    ? { ok: true, items: items.value }
    : { ok: false, unresolved: false, message: items.message };
}

type Given = DeepReadonly<Pick<TemplateCall, 'withItems' | 'withParam' | 'withSequence'>>;

function resolved(given: object, scope: { template: Scope; calls: Scope | undefined }): Result<Given> {
  const own = substituteAll(given, scope.template, 'lenient');
  if (!own.ok || scope.calls === undefined) return own;
  return substituteAll(own.value, scope.calls, 'strict');
}

function itemsOf({ withItems, withParam, withSequence }: Given): Result<Item[]> {
  if (withItems !== undefined && withItems.length > 0) {
    const count = checkCount('withItems', withItems.length);
    return count.ok ? success(withItems.map((item) => JSON.stringify(item))) : count;
  }
  if (withParam !== undefined && withParam !== '') return paramItems(withParam);
  return withSequence === undefined ? failure('there are no items') : sequenceItems(withSequence);
}

/** One text of an expanded call: every variable in it must be known (Argo's processItem). */
export function fillItem(text: string, scope: Scope): Result<string> {
  return substitute(text, scope, 'complete');
}
