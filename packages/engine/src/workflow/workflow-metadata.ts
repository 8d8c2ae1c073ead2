import { evaluateText } from '@tiphys/expression';
import type { ObjectMeta, Workflow } from '@tiphys/spec';
import { apply, emptyState } from '../apply.ts';
import { failure, type Result, success } from '../result.ts';
import { globalScope } from '../scope/global-scope.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';

/**
 * The labels and annotations of a workflow with those of its `workflowMetadata` over them (Argo's
 * updateWorkflowMetadata). Whoever creates a workflow does this before, so that its metadata never change.
 *
 * @param workflow with name, namespace and uid, and what it takes from WorkflowTemplates.
 * @param at milliseconds since 1970: when it is created.
 */
export function workflowMetadata(workflow: Workflow, at: number): Result<ObjectMeta> {
  const { metadata } = workflow;
  const spec = workflow.status?.storedWorkflowTemplateSpec ?? workflow.spec;
  const given = spec.workflowMetadata;
  if (given === undefined) return success(metadata);
  const scope = scopeWithout(workflow, Object.keys(given.labelsFrom ?? {}), at);
  const labels = filled({ ...metadata.labels }, given.labels, scope);
  if (!labels.ok) return labels;
  const annotations = filled({ ...metadata.annotations }, given.annotations, scope);
  if (!annotations.ok) return annotations;
  const all = scopeWithout({ ...workflow, metadata: { ...metadata, labels: labels.value } }, [], at);
  for (const [name, { expression = '' }] of Object.entries(given.labelsFrom ?? {})) {
    const value = labelOf(name, expression, all);
    if (!value.ok) return value;
    labels.value[name] = value.value;
  }
  return success({
    ...metadata,
    ...(Object.keys(labels.value).length === 0 ? {} : { labels: labels.value }),
    ...(Object.keys(annotations.value).length === 0 ? {} : { annotations: annotations.value }),
  });
}

/** The workflow's variables before it runs. @param overridden labels whose values are still to come. */
function scopeWithout(workflow: Workflow, overridden: readonly string[], at: number): Scope {
  const labels = { ...workflow.metadata.labels };
  for (const name of overridden) delete labels[name];
  const draft = emptyState();
  const event = {
    type: 'workflowCreated',
    uid: workflow.metadata.uid ?? '',
    workflow: { ...workflow, metadata: { ...workflow.metadata, labels } },
  } as const;
  apply(draft, event, at);
  return globalScope(draft, false, at);
}

function filled(
  under: Record<string, string>,
  given: Readonly<Record<string, string>> | undefined,
  scope: Scope,
): Result<Record<string, string>> {
  for (const [name, text] of Object.entries(given ?? {})) {
    const value = substitute(text, scope, 'lenient');
    if (!value.ok) return value;
    under[name] = value.value;
  }
  return success(under);
}

function labelOf(name: string, expression: string, scope: Scope): Result<string> {
  const quoted = JSON.stringify(expression);
  const value = evaluateText(expression, scope);
  if (!value.ok) {
    return failure(
      `failed to evaluate label ${JSON.stringify(name)} expression ${quoted}: ${value.error.message}`,
    );
  }
  if ('text' in value.value) return success(value.value.text);
  return failure(
    `failed to evaluate label ${JSON.stringify(name)} expression ${quoted} evaluted to ${value.value.type} but must be a string`,
  );
}
