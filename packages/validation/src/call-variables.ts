import { isOpen, runsPod, type Template, type TemplateCall } from '@tiphys/spec';
import { fansIn } from './loops.ts';
import type { Reference } from './variables.ts';
import type { PlacedCall, WorkflowIndex } from './workflow-index.ts';

/** A reference to another call: `steps.<call>.<fact>`. */
export interface CallReference extends Reference {
  call: string;
  fact: string;
}

/** @param root `steps` or `tasks`. */
export function callReference(reference: Reference, root: 'steps' | 'tasks'): CallReference | undefined {
  const [first, call, ...rest] = reference.name.split('.');
  if (first !== root || call === undefined || rest.length === 0) return undefined;
  return { ...reference, call, fact: rest.join('.') };
}

/** Nothing is known of the outputs of a template whose name is only known when the workflow runs. */
const OF_ANY: Template = { name: '' };

/** The template that says which facts a call's node will have; undefined where there is none, which is wrong anyhow. */
export function factsOf(
  index: WorkflowIndex,
  { call, home }: Pick<PlacedCall, 'call' | 'home'>,
): Template | undefined {
  const called = index.called(call, home);
  if (called.kind === 'placed') return called.placed.template;
  return called.kind === 'unknown' && isOpenCall(call) ? OF_ANY : undefined;
}

function isOpenCall({ template = '', templateRef }: TemplateCall): boolean {
  return [template, templateRef?.name ?? '', templateRef?.template ?? ''].some(isOpen);
}

const FACTS = new Set(['id', 'startedAt', 'finishedAt', 'hostNodeName']);

/**
 * Whether a call's node will have a fact (Argo's addOutputsToScope); its status is another matter.
 *
 * @param template what is called; undefined where it is unknown, which is a problem of its own.
 * @param call the step or task, where its outputs may be asked for together.
 */
export function hasFact(template: Template | undefined, fact: string, call?: TemplateCall): boolean {
  if (FACTS.has(fact) || template === undefined) return true;
  if (fact === 'ip') return template.daemon === true;
  if (fact === 'outputs.parameters') return call !== undefined && fansIn(call);
  if (fact === 'outputs.result' || fact === 'exitCode') return hasResult(template);
  const artifact = /^outputs\.artifacts\.(.+)$/.exec(fact)?.[1];
  if (artifact !== undefined) {
    return (template.outputs?.artifacts ?? []).some(({ name }) => name === artifact);
  }
  const output = /^outputs\.parameters\.(.+)$/.exec(fact)?.[1];
  return output !== undefined && (template.outputs?.parameters ?? []).some(({ name }) => name === output);
}

/** Argo's HasOutput: there is something that writes, or answers. */
function hasResult(template: Template): boolean {
  return runsPod(template) || template.http !== undefined;
}
