import type { WorkflowRow } from '../corpus.ts';

/** What is done to a row, in order; `retry` and `terminate` wait until it has ended, or is running. */
export type Action = 'submit' | 'submitFrom' | 'terminateRunning' | 'retryEnded';

/**
 * How a row gets to its phase. The rows name what Argo's test did (`RunCli`), and the test's name says with which
 * command. Undefined where nothing of it is known.
 */
export function planOf({ kinds, expected, tests = [] }: WorkflowRow): Action[] | undefined {
  const start: Action = kinds?.includes('Workflow') === false ? 'submitFrom' : 'submit';
  const plan: Action[] = [start];
  for (const action of expected?.interactive ?? []) {
    switch (action) {
      case 'ShutdownWorkflow':
        plan.push('terminateRunning');
        break;
      case 'RunCli':
        if (tests.some(({ test }) => /Retry/.test(test))) plan.push('retryEnded');
        else if (start !== 'submitFrom') return undefined;
        break;
      // What the database holds is set up by the row's needs; a quota is one of Kubernetes.
      case 'ClearDBSemaphoreState':
      case 'SetupDatabaseSemaphore':
      case 'MemoryQuota':
        break;
      default:
        return undefined;
    }
  }
  return plan;
}
