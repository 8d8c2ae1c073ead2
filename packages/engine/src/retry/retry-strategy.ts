import type { RetryStrategy, Template } from '@tiphys/spec';
import type { DeepReadonly, WorkflowState } from '../state.ts';

/** The template's own, else the workflow's, which holds for every template (Argo's woc.retryStrategy). */
export function retryStrategyOf(
  state: WorkflowState,
  template: DeepReadonly<Template>,
): DeepReadonly<RetryStrategy> | undefined {
  return template.retryStrategy ?? state.workflow.spec.retryStrategy;
}
