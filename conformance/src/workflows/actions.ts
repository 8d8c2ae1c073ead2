import type { WorkflowRow } from '../corpus.ts';

/** What is done to the workflow of a row, besides waiting for its end. */
export interface Plan {
  /** How it begins: its own manifest, one of the templates in it, or when its CronWorkflow is due. */
  start: 'create' | 'submitFrom' | 'schedule';
  /** Ended by force while its handler runs, or where it has none while anything does. */
  shutdown: 'stop' | 'terminate' | undefined;
  /** Suspended once it runs, and resumed at once. */
  suspend: boolean;
  /** Nodes that wait for somebody: resumed, the last of them failed where the workflow is to fail. */
  failLastWait: boolean;
  /** Run again once it has ended; the phase is that of the second end. */
  again: 'retry' | 'resubmit' | undefined;
}

/**
 * Where a row's own needs, or nothing, stand for what a test of Argo did: what it makes, looks at and clears away. A
 * quota is one of Kubernetes; Exec ends the pause of an executor that is told to pause, and none here is.
 */
const PROVIDED =
  /^(Submit|Create|Update|Delete|Remove|Wait|Get|Setup|Clear|And$|Exec$|WorkflowCondition$|(Memory|Pods|Storage)Quota$)/;

/**
 * How a row gets to its phase. The rows name what Argo's test did (`RunCli`), and the words of the test's name say
 * with which command; where they name none, the commands only read. Undefined where nothing of an action is known.
 */
export function planOf(row: WorkflowRow): Plan | undefined {
  const { kinds, expected } = row;
  const plan: Plan = {
    start: startOf(kinds),
    shutdown: undefined,
    suspend: false,
    failLastWait: false,
    again: undefined,
  };
  for (const action of expected?.interactive ?? []) {
    if (PROVIDED.test(action)) continue;
    switch (action) {
      case 'ShutdownWorkflow':
        plan.shutdown = /Stop/.test(testOf(row)) ? 'stop' : 'terminate';
        break;
      case 'SuspendWorkflow':
      case 'ResumeWorkflow':
      case 'SuspendCronWorkflow':
      case 'ResumeCronWorkflow':
        plan.suspend = true;
        break;
      case 'RetryWorkflow':
        plan.again = 'retry';
        break;
      case 'ResubmitWorkflow':
        plan.again = 'resubmit';
        break;
      case 'RunCli':
        planCommands(plan, row);
        break;
      default:
        return undefined;
    }
  }
  return plan;
}

function planCommands(plan: Plan, row: WorkflowRow): void {
  const test = testOf(row);
  const fails = !/Succeeded/.test(row.expected?.phase ?? '');
  if (/Retry/.test(test)) plan.again = 'retry';
  else if (/Resubmit/.test(test)) plan.again = 'resubmit';
  else if (/Terminate/.test(test)) plan.shutdown = 'terminate';
  else if (/Node(Suspend|Stop|Set)/.test(test)) plan.failLastWait = fails;
  else if (/Stop/.test(test)) plan.shutdown = 'stop';
  else if (/Suspend|Resume/.test(test)) plan.suspend = true;
}

/** The name of the test that states the phase. */
function testOf({ expectedBasis, tests = [] }: WorkflowRow): string {
  const [, basis] = /^e2e-test:(\w+)/.exec(expectedBasis ?? '') ?? [];
  return basis ?? tests.find(({ phase }) => phase !== undefined)?.test ?? '';
}

function startOf(kinds: readonly string[] = []): Plan['start'] {
  if (kinds.includes('CronWorkflow')) return 'schedule';
  if (kinds.includes('Workflow')) return 'create';
  return kinds.some((kind) => kind.endsWith('WorkflowTemplate')) ? 'submitFrom' : 'create';
}
