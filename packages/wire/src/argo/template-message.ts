import type { WorkflowTemplate as Template, TemplateKind } from '@tiphys/spec';
import type {
  ClusterWorkflowTemplate,
  ClusterWorkflowTemplateList,
  WorkflowTemplate,
  WorkflowTemplateList,
} from '../gen/argo/v1alpha1/workflow_template.ts';
import { ownMessage, PACKAGE, type Page, pageFromMessage } from './argo-object.ts';
import { toArgoJson } from './to-json.ts';

/** The message of each kind; both have the same fields. */
export type TemplateMessage = WorkflowTemplate & ClusterWorkflowTemplate;
export type TemplateListMessage = WorkflowTemplateList & ClusterWorkflowTemplateList;

/** A page of templates, as Argo's JSON has it. */
export type TemplatePage = Page<Template>;

export function templateTypeName(kind: TemplateKind): string {
  return `${PACKAGE}.${kind}`;
}

/**
 * One of our own WorkflowTemplates as a message; apiVersion and kind have no place in it.
 *
 * @throws WireError where it is none of Argo's: our own mistake.
 */
export function templateToMessage(kind: TemplateKind, template: Template): TemplateMessage {
  return ownMessage(templateTypeName(kind), template);
}

export function templateListToMessage(kind: TemplateKind, page: TemplatePage): TemplateListMessage {
  return ownMessage(`${templateTypeName(kind)}List`, page);
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
  return pageFromMessage(`${templateTypeName(kind)}List`, message);
}
