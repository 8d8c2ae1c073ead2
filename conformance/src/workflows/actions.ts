import type { WorkflowRow } from '../corpus.ts';

/** What is done to the workflow of a row, besides waiting for its end. */
export interface Plan {
  /** How it begins: its own manifest, one of the templates in it, or when its CronWorkflow is due. */
  start: 'create' | 'submitFrom' | 'schedule';
  /** Ended by force while its handler runs, or where it has none while anything does. */
  terminate: boolean;
  /** Retried once it has ended; the phase is that of the second end. */
  retry: boolean;
}

/**
 * How a row gets to its phase. The rows name what Argo's test did (`RunCli`), and the test's name says with which
 * command. Undefined where nothing of it is known.
 */
export function planOf({ kinds, expected, tests = [] }: WorkflowRow): Plan | undefined {
  const plan: Plan = { start: startOf(kinds), terminate: false, retry: false };
  for (const action of expected?.interactive ?? []) {
    switch (action) {
      case 'ShutdownWorkflow':
        plan.terminate = true;
        break;
      case 'RunCli':
        if (tests.some(({ test, phase }) => phase !== undefined && /Retry/.test(test))) plan.retry = true;
        else if (plan.start !== 'submitFrom') return undefined;
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

function startOf(kinds: readonly string[] = []): Plan['start'] {
  if (kinds.includes('CronWorkflow')) return 'schedule';
  return kinds.some((kind) => kind.endsWith('WorkflowTemplate')) ? 'submitFrom' : 'create';
}
