import type { Template, TemplateCall, TemplateRef } from '@tiphys/spec';
import { type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { type Strictness, substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';

/** The template that a node runs, wherever it stands; undefined where there is none of its name. */
export function templateOf(
  { templates }: Pick<WorkflowState, 'templates'>,
  { templateKey }: Pick<NodeState, 'templateKey'>,
): DeepReadonly<Template> | undefined {
  return templates.get(templateKey);
}

/** What a step, task, hook or handler names. */
export interface Callee {
  /** A template of the scope that the call stands in; empty without a reference: the template stands in the call. */
  templateName: string;
  templateRef?: DeepReadonly<TemplateRef> | undefined;
}

/** What a call names, as it stands in the manifest: there may be variables in it. */
export function calleeOf({
  template = '',
  templateRef,
}: DeepReadonly<Pick<TemplateCall, 'template' | 'templateRef'>>): Callee {
  return templateRef === undefined ? { templateName: template } : { templateName: template, templateRef };
}

/** The same with the variables filled in that a scope knows. */
export function resolveCallee(callee: Callee, scope: Scope, strictness: Strictness): Result<Callee> {
  const { templateName, templateRef } = callee;
  const { name = '', template = '' } = templateRef ?? {};
  if (![templateName, name, template].some((text) => text.includes('{{'))) return success(callee);
  return substituteAll(callee, scope, strictness);
}

/** Argo's name for where a template was found: a workflow's own, or those of a WorkflowTemplate. */
export function localScope({ workflow, name }: WorkflowState): string {
  // Argo runs the spec of a workflowTemplateRef under no name (setExecWorkflow).
  return workflow.status?.storedWorkflowTemplateSpec === undefined ? `local/${name}` : 'local/';
}

/** The scope in which the calls in the body of a node's template are looked up. */
export function bodyScopeOf(state: WorkflowState, node: NodeState | undefined): string {
  if (node === undefined) return localScope(state);
  return node.templateRef === undefined ? node.templateScope : scopeOfRef(node.templateRef);
}

function scopeOfRef({ name = '', clusterScope }: DeepReadonly<TemplateRef>): string {
  return `${clusterScope === true ? 'cluster' : 'namespaced'}/${name}`;
}

/**
 * Where the template of a call is kept among the workflow's templates: under its name where it is the workflow's own,
 * else under Argo's key in `storedTemplates`. One that stands in a call is kept under its caller's.
 *
 * @param boundary the Steps or DAG node in whose template the call stands.
 */
export function templateKey(
  state: WorkflowState,
  boundary: NodeState | undefined,
  { templateName, templateRef }: Callee,
  callName: string | undefined,
): string {
  if (templateRef !== undefined) return `${scopeOfRef(templateRef)}/${templateRef.template ?? ''}`;
  if (templateName === '') return inlineKey(boundary?.templateKey ?? '', callName ?? '');
  const scope = bodyScopeOf(state, boundary);
  return scope.startsWith('local/') ? templateName : `${scope}/${templateName}`;
}

function inlineKey(callerKey: string, callName: string): string {
  return `${callerKey}/inline/${callName}`;
}

/** A template that a call does not find, in Argo's words (GetTemplateFromRef, GetTemplateByName). */
export function notFoundMessage(state: WorkflowState, { templateName, templateRef }: Callee): string {
  if (templateRef === undefined) return `template ${templateName} not found`;
  const { name = '', template = '' } = templateRef;
  const scope = `${scopeOfRef(templateRef)}/`;
  for (const key of state.templates.keys()) {
    if (key.startsWith(scope)) return `template ${template} not found in workflow template ${name}`;
  }
  return `workflow template ${name} not found`;
}

/** Every template of a workflow by its key: its own, those it refers to, and those that stand in their calls. */
export function* templatesByKey(
  own: readonly Template[],
  stored: Readonly<Record<string, Template>>,
): Iterable<[key: string, template: Template]> {
  for (const template of own) yield* withInlines(template.name, template);
  for (const [key, template] of Object.entries(stored)) yield* withInlines(key, template);
}

function* withInlines(key: string, template: Template): Iterable<[string, Template]> {
  yield [key, template];
  const calls = [...(template.steps ?? []).flat(), ...(template.dag?.tasks ?? [])];
  for (const { name, inline } of calls) {
    if (inline !== undefined) yield* withInlines(inlineKey(key, name), inline);
  }
}
