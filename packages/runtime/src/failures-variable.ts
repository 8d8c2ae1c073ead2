/** Names the file with `workflow.failures` as JSON, in containers of the workflow's handler. */
export const FAILURES_VARIABLE = 'TIPHYS_FAILURES';
