import { formatPath, type WorkflowTemplate as Template, type TemplateKind } from '@tiphys/spec';
import type {
  ClusterWorkflowTemplate,
  ClusterWorkflowTemplateList,
  WorkflowTemplate,
  WorkflowTemplateList,
} from '../gen/argo/v1alpha1/workflow_template.ts';
import { WireError } from '../wire-error.ts';
import { fromArgoJson } from './from-json.ts';
import { toArgoJson } from './to-json.ts';

const PACKAGE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1';

/** The message of each kind; both have the same fields. */
export type TemplateMessage = WorkflowTemplate & ClusterWorkflowTemplate;
export type TemplateListMessage = WorkflowTemplateList & ClusterWorkflowTemplateList;

/** A page of templates, as Argo's JSON has it. */
export interface TemplatePage {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: Template[];
}

export function templateTypeName(kind: TemplateKind): string {
  return `${PACKAGE}.${kind}`;
}

/**
 * One of our own WorkflowTemplates as a message; apiVersion and kind have no place in it.
 *
 * @throws WireError where it is none of Argo's: our own mistake.
 */
export function templateToMessage(kind: TemplateKind, template: Template): TemplateMessage {
  return own(templateTypeName(kind), template);
}

export function templateListToMessage(kind: TemplateKind, page: TemplatePage): TemplateListMessage {
  return own(`${templateTypeName(kind)}List`, page);
}

/**
 * As Argo's JSON. What came from outside may have more than our types know; whoever takes it from a client has it
 * validated.
 *
 * @throws WireError where the message holds raw JSON that is none.
 */
export function templateFromMessage(kind: TemplateKind, message: TemplateMessage): Template {
  return toArgoJson(templateTypeName(kind), message) as Template;
}

export function templateListFromMessage(kind: TemplateKind, message: TemplateListMessage): TemplatePage {
  const { metadata, items } = toArgoJson(`${templateTypeName(kind)}List`, message) as TemplatePage;
  return { metadata, items: items ?? [] };
}

function own<T extends object>(typeName: string, json: unknown): T {
  const result = fromArgoJson<T>(typeName, json, { unknownFields: 'refuse' });
  if (result.ok) return result.message;
  const reasons = result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new WireError(typeName, reasons.join('; '));
}
