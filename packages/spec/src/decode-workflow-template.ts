import { decodeKind } from './decode.ts';
import { encodeObject } from './encode.ts';
import { clusterWorkflowTemplate, workflowTemplate } from './fields/workflow-fields.ts';
import type { Problem } from './problem.ts';
import type { WorkflowTemplate } from './types/workflow-template.ts';

export type TemplateKind = 'WorkflowTemplate' | 'ClusterWorkflowTemplate';

/** Which kind a reference is to. */
export function templateKindOf({ clusterScope }: { readonly clusterScope?: boolean }): TemplateKind {
  return clusterScope === true ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate';
}

/**
 * A manifest as plain data -> a WorkflowTemplate or ClusterWorkflowTemplate, as decodeWorkflow reads a workflow.
 *
 * @returns all problems, in the order of the manifest.
 */
export function decodeWorkflowTemplate(
  value: unknown,
  kind: TemplateKind,
): { ok: true; template: WorkflowTemplate } | { ok: false; problems: Problem[] } {
  const decoded = decodeKind<WorkflowTemplate>(value, kind, typeOf(kind));
  return decoded.ok ? { ok: true, template: decoded.value } : decoded;
}

/** As the JSON that Argo writes. */
export function encodeWorkflowTemplate(
  template: WorkflowTemplate,
  kind: TemplateKind,
): Record<string, unknown> {
  return encodeObject(template, typeOf(kind));
}

function typeOf(kind: TemplateKind) {
  return kind === 'WorkflowTemplate' ? workflowTemplate : clusterWorkflowTemplate;
}
