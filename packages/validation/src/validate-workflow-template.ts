import {
  isGenerateName,
  isWorkflowName,
  MAX_WORKFLOW_NAME,
  type Problem,
  type TemplateKind,
  type TemplateLibrary,
  type WorkflowTemplate,
} from '@tiphys/spec';
import { validateMetadata } from './metadata.ts';
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
  validateName(problems, template, kind, submit);
  const { labels, annotations } = template.metadata;
  const metadata = {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
  validateMetadata(problems, metadata, false);
  const running = runningWorkflow(problems, { metadata, spec: template.spec }, library);
  if (running !== undefined) validateSpec(running, { submit: false, ofTemplate: true, library });
  return { errors: problems.errors, warnings: problems.warnings };
}

/** Names of templates end up in labels, whose values have at most 63 characters. */
function validateName(
  problems: ProblemList,
  { metadata: { name = '', generateName = '', namespace = '' } }: WorkflowTemplate,
  kind: TemplateKind,
  submit: boolean,
): void {
  const path = ['metadata', 'name'];
  if (name.length > MAX_WORKFLOW_NAME) {
    problems.error(
      path,
      `${WORDS[kind]} name "${name}" must not be more than ${MAX_WORKFLOW_NAME} characters long (currently ${name.length})`,
    );
  } else if (name === '' && generateName === '') {
    if (submit) problems.error(['metadata'], 'name or generateName is required');
  } else if (name === '' ? !isGenerateName(generateName) : !isWorkflowName(name)) {
    validateMetadata(problems, name === '' ? { generateName } : { name }, false);
  }
  if (namespace !== '') validateMetadata(problems, { namespace }, false);
}
