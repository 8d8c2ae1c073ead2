import type { Template } from '@tiphys/spec';
import type { DeepReadonly, NodeState } from '../state.ts';
import { aggregateFact, aggregateFacts } from './aggregate.ts';
import { nodeFact, nodeFacts, type Visibility } from './node-scope.ts';
import type { Scope } from './scope.ts';

/** A step or task that a scope knows: its node, and the template it calls, which says what it would have put out. */
export interface KnownCall {
  name: string;
  node: NodeState;
  visibility: Visibility;
  template: DeepReadonly<Template> | undefined;
  /** The nodes of a call that ran for several items; `node` is then the group around them. */
  items?: readonly NodeState[] | undefined;
}

/**
 * The `steps.*` or `tasks.*` variables: facts of the calls that a template's author may refer to at this place.
 *
 * @param root `steps` or `tasks`.
 * @param find the call of this name, if it may be seen from here.
 * @param all every call that may be seen, for expressions that compute names.
 */
export function callsScope(
  root: 'steps' | 'tasks',
  find: (name: string) => KnownCall | undefined,
  all: () => Iterable<KnownCall>,
): Scope {
  /** An expression asks once for each part of a name: where the call is named, only that one is looked at. */
  const callsUnder = (prefix: string): Iterable<KnownCall> => {
    if (!prefix.startsWith(`${root}.`)) return `${root}.`.startsWith(prefix) ? all() : [];
    const [, name = '', ...rest] = prefix.split('.');
    if (rest.length === 0) return all();
    const call = find(name);
    return call === undefined ? [] : [call];
  };
  return {
    lookup(name) {
      if (!name.startsWith(`${root}.`)) return undefined;
      const rest = name.slice(root.length + 1);
      const dot = rest.indexOf('.');
      if (dot < 0) return undefined;
      const call = find(rest.slice(0, dot));
      return call === undefined ? undefined : callFact(call, rest.slice(dot + 1));
    },
    *withPrefix(prefix) {
      for (const call of callsUnder(prefix)) {
        for (const [fact, value] of callFacts(call)) {
          const name = `${root}.${call.name}.${fact}`;
          if (name.startsWith(prefix)) yield [name, value];
        }
      }
    },
  };
}

/**
 * A skipped or omitted call has no outputs: those its template declares are their default, or null, an absent
 * optional (Argo's addSkippedNodeOutputsToScope).
 */
function callFact(call: KnownCall, fact: string): string | null | undefined {
  if (call.items !== undefined && fact.startsWith('outputs.')) return aggregateFact(call.items, fact);
  const value = nodeFact(call.node, fact, call.visibility);
  if (value !== undefined || !producedNothing(call.node)) return value;
  return absentOutputs(call).find(([name]) => name === fact)?.[1];
}

function* callFacts(call: KnownCall): Iterable<[string, string | null]> {
  yield* nodeFacts(call.node, call.visibility);
  for (const fact of call.items === undefined ? [] : aggregateFacts(call.items)) {
    const value = aggregateFact(call.items ?? [], fact);
    if (value !== undefined) yield [fact, value];
  }
  if (producedNothing(call.node)) yield* absentOutputs(call);
}

function producedNothing(node: NodeState): boolean {
  return node.outputs === undefined && (node.phase === 'Skipped' || node.phase === 'Omitted');
}

function absentOutputs(call: KnownCall): [string, string | null][] {
  return (call.template?.outputs?.parameters ?? []).map((parameter) => [
    `outputs.parameters.${parameter.name}`,
    parameter.valueFrom?.default ?? null,
  ]);
}
