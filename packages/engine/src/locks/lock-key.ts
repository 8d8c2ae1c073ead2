/** The ConfigMap that holds the limits that are set by the API (Argo keeps those in its database). */
export const LIMITS_CONFIG_MAP = 'tiphys-semaphores';

/** The workflow's own synchronization. */
export const WORKFLOW_LOCKS = '';
/** The workflow's place among those that may run at the same time; no node has an id with a slash in front. */
export const WORKFLOW_PLACE = '/parallelism';

export function isWorkflowKey(key: string): boolean {
  return key === WORKFLOW_LOCKS || key === WORKFLOW_PLACE;
}
