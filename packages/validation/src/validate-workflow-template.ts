import type { Problem, TemplateKind, TemplateLibrary, WorkflowTemplate } from '@tiphys/spec';
import { validateMetadata, validateNameLength } from './metadata.ts';
import { ProblemList } from './problem-list.ts';
import { validateSpec } from './validate-spec.ts';
import { runningWorkflow } from './workflow-template-ref.ts';

const WORDS = {
  WorkflowTemplate: 'workflow template',
  ClusterWorkflowTemplate: 'cluster workflow template',
};

export interface ValidateTemplateOptions {
  /** It is to be stored (the default), and needs a name. False for `lint`. */
  submit?: boolean;
  /** The WorkflowTemplates that there are; without it references are not followed. */
  library?: TemplateLibrary;
}

/**
 * What Argo's validator says of a WorkflowTemplate or ClusterWorkflowTemplate by itself: as of a workflow, but that it
 * may have no entrypoint, and that whoever uses it gives its arguments.
 */
export function validateWorkflowTemplate(
  template: WorkflowTemplate,
  kind: TemplateKind,
  { submit = true, library }: ValidateTemplateOptions = {},
): { errors: Problem[]; warnings: Problem[] } {
  const problems = new ProblemList();
  validateNameLength(problems, template.metadata, WORDS[kind]);
  const { labels, annotations } = template.metadata;
  const metadata = {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const running = runningWorkflow(problems, { metadata, spec: template.spec }, library);
  if (running !== undefined) validateSpec(running, { submit: false, ofTemplate: true, library });
  validateMetadata(problems, template.metadata, submit);
  return { errors: problems.errors, warnings: problems.warnings };
}
