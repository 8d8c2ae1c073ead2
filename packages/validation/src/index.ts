export { type ValidateOptions, validateWorkflow } from './validate-workflow.ts';
