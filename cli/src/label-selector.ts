/** Argo's labels of a workflow's state. */
const COMPLETED = 'workflows.argoproj.io/completed';
const PHASE = 'workflows.argoproj.io/phase';
const RESUBMITTED_FROM = 'workflows.argoproj.io/resubmitted-from-workflow';

export interface StateFilter {
  /** A label selector of the user's. */
  readonly selector?: string;
  readonly phases?: readonly string[];
  readonly completed?: boolean;
  readonly running?: boolean;
  readonly resubmitted?: boolean;
}

/** The label selector that asks the server for these workflows, written as Argo's CLI writes it. */
export function labelSelector(filter: StateFilter): string {
  const terms: string[] = [];
  if (filter.selector) terms.push(filter.selector);
  if (filter.completed) terms.push(`${COMPLETED}=true`);
  if (filter.running) terms.push(`${COMPLETED}!=true`);
  if (filter.resubmitted) terms.push(RESUBMITTED_FROM);
  if (filter.phases !== undefined && filter.phases.length > 0) {
    terms.push(`${PHASE} in (${[...filter.phases].sort().join(',')})`);
  }
  return terms.join(',');
}
