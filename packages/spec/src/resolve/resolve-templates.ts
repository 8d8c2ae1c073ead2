import { templateKindOf } from '../decode-workflow-template.ts';
import { mergeWorkflowSpecs } from '../merge/merge-workflow-specs.ts';
import type { ObjectMeta } from '../types/metadata.ts';
import type { Workflow } from '../types/workflow.ts';
import { type AbsentTemplate, storedTemplates } from './stored-templates.ts';
import type { TemplateLibrary } from './template-library.ts';

export interface ResolvedTemplates {
  /** With what it takes from the library in its status, and the label that says of which WorkflowTemplate it is. */
  workflow: Workflow;
  /** What the library does not have; of references with open names the pattern. */
  absent: AbsentTemplate[];
}

/**
 * Takes into a workflow all that it may use of WorkflowTemplates, so that what becomes of those later does not touch
 * it: the merged spec of a workflowTemplateRef (Argo's setStoredWfSpec) and the templates of every templateRef.
 */
export function resolveTemplates(workflow: Workflow, library: TemplateLibrary): ResolvedTemplates {
  const { spec } = workflow;
  const ref = spec.workflowTemplateRef;
  const absent: AbsentTemplate[] = [];
  let runs = spec;
  let { metadata } = workflow;
  if (ref !== undefined) {
    const kind = templateKindOf(ref);
    const { name = '' } = ref;
    const template = library.get(kind, name);
    if (template === undefined) absent.push({ kind, name });
    else runs = mergeWorkflowSpecs(spec, template.spec);
    metadata = labelled(metadata, LABEL_OF_KIND[kind], name);
  }
  const stored = storedTemplates(runs, library);
  absent.push(...stored.absent);
  const status = {
    startedAt: null,
    finishedAt: null,
    ...(Object.keys(stored.templates).length === 0 ? {} : { storedTemplates: stored.templates }),
    ...(ref === undefined ? {} : { storedWorkflowTemplateSpec: runs }),
  };
  const takes = status.storedTemplates !== undefined || status.storedWorkflowTemplateSpec !== undefined;
  const { status: _status, ...manifest } = workflow;
  return { workflow: { ...manifest, metadata, ...(takes ? { status } : {}) }, absent };
}

/** Argo's setWfTemplateLabel. */
const LABEL_OF_KIND = {
  WorkflowTemplate: 'workflows.argoproj.io/workflow-template',
  ClusterWorkflowTemplate: 'workflows.argoproj.io/cluster-workflow-template',
};

function labelled(metadata: ObjectMeta, label: string, value: string): ObjectMeta {
  return { ...metadata, labels: { ...metadata.labels, [label]: value } };
}
