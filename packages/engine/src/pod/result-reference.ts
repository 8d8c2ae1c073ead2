import type { Template } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { hasVariable } from '../steps/step-name.ts';

/**
 * Whether the template that holds the call refers to its standard output, so that it is worth keeping
 * (Argo's hasOutputResultRef). Looks at the text of the template, as Argo does: a reference built by an
 * expression counts when it spells the name.
 */
export function refersToResult(state: WorkflowState, node: NodeState): boolean {
  const boundary = node.boundaryID === undefined ? undefined : state.nodes.get(node.boundaryID);
  const template = boundary === undefined ? undefined : templateOf(state, boundary);
  if (template === undefined || node.callName === undefined) return false;
  // What a built name turns out to be is not looked for.
  return hasVariable(node.callName) || referredNames(template).has(node.callName);
}

const REFERENCE = /(?:tasks|steps)(?:\.([^.\s"'{}[\]]+)|\[\\?['"]([^'"\\\]]+)\\?['"]\])\.outputs\.result/g;

const names = new WeakMap<object, ReadonlySet<string>>();

/** Remembered per template: a template of 10,000 tasks is searched once. */
function referredNames(template: DeepReadonly<Template>): ReadonlySet<string> {
  const known = names.get(template);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const match of JSON.stringify(template).matchAll(REFERENCE)) found.add(match[1] ?? match[2] ?? '');
  names.set(template, found);
  return found;
}
