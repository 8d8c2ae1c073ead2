export { validateLabels } from './metadata.ts';
export { type ValidateOptions, validateWorkflow } from './validate-workflow.ts';
export { type ValidateTemplateOptions, validateWorkflowTemplate } from './validate-workflow-template.ts';
export { notFound } from './workflow-template-ref.ts';
