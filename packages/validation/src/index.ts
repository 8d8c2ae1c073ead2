export { validateLabels } from './metadata.ts';
export { validateCronWorkflow } from './validate-cron-workflow.ts';
export { type ValidateOptions, validateWorkflow } from './validate-workflow.ts';
export { type ValidateTemplateOptions, validateWorkflowTemplate } from './validate-workflow-template.ts';
export { notFound } from './workflow-template-ref.ts';
