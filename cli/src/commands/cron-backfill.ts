import { randomUUID } from 'node:crypto';
import type { CronWorkflow, Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { goTime } from '../render/age.ts';
import { nextRun } from '../render/cron-workflow.ts';
import type { Session } from '../session.ts';
import { waitForAll } from './wait.ts';

export interface BackfillFlags {
  /** Of the backfill; default: a few random letters. */
  name?: string;
  start?: string;
  /** Default: now. */
  end?: string;
  /** All at once; else each waits for the one before. */
  parallel?: boolean;
  /** The workflows' argument that gets the time. */
  argname: string;
  maxworkflowcount: number;
}

const CRON_LABEL = 'workflows.argoproj.io/cron-workflow';
const BACKFILL_LABEL = 'workflows.argoproj.io/cron-workflow-backfill';

/**
 * `cron backfill NAME`: a workflow for each time of the schedules between two dates. Argo has a workflow create them
 * as objects of Kubernetes; here they are created one by one.
 */
export async function backfillCron(
  session: Session,
  cronName: string,
  flags: BackfillFlags,
): Promise<ExitCode> {
  const start = timeOf('--start', flags.start ?? '');
  const end = flags.end === undefined ? session.now() : timeOf('--end', flags.end);
  const backfill = (flags.name ?? randomUUID().slice(0, 5)).toLowerCase();
  const server = await session.connect();
  const cron = await server.crons.get(session.namespace, cronName);
  const times = timesBetween(cron, start, end, flags.maxworkflowcount);
  if (times.length === 0) {
    session.out.write('There is no suitable scheduling time.\n');
    return EXIT.succeeded;
  }
  let exit: ExitCode = EXIT.succeeded;
  for (const time of times) {
    const workflow = backfillWorkflow(cron, backfill, flags.argname, goTime(time.toISOString()));
    const { metadata } = await server.createWorkflow(session.namespace, workflow);
    const name = metadata.name ?? '';
    session.out.write(`${name}\t${goTime(time.toISOString())}\n`);
    if (flags.parallel) continue;
    const outcome = await waitForAll(session, session.namespace, [name], { quiet: true });
    if (outcome === EXIT.interrupted) return outcome;
    if (outcome !== EXIT.succeeded) exit = outcome;
  }
  session.out.write(
    `Created ${backfill} Backfill task for Cronworkflow ${cronName}: ${times.length} workflows\n`,
  );
  return exit;
}

function backfillWorkflow(cron: CronWorkflow, backfill: string, argument: string, time: string): Workflow {
  const { name = '' } = cron.metadata;
  const { workflowSpec, workflowMetadata = {} } = cron.spec;
  const { arguments: given = {} } = workflowSpec;
  const parameters = (given.parameters ?? []).filter((parameter) => parameter.name !== argument);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      generateName: `${name.toLowerCase()}-backfill-${backfill}-`,
      labels: { [CRON_LABEL]: name, [BACKFILL_LABEL]: name, ...workflowMetadata.labels },
      annotations: { ...workflowMetadata.annotations },
    },
    spec: {
      ...workflowSpec,
      arguments: { ...given, parameters: [...parameters, { name: argument, value: time }] },
    },
  };
}

function timesBetween(cron: CronWorkflow, start: Date, end: Date, limit: number): Date[] {
  const times: Date[] = [];
  const after = (time: Date): Date | undefined => nextRun(cron, time, start);
  for (let time = after(start); time !== undefined && time <= end; time = after(time)) {
    if (times.length === limit) {
      throw new CommandError('failed', `there are more than ${limit} times: see --maxworkflowcount`);
    }
    times.push(time);
  }
  return times;
}

/** RFC 1123, as argo reads it, or RFC 3339. */
function timeOf(flag: string, text: string): Date {
  if (text === '') throw usageError(`${flag} should not be empty`);
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) {
    throw usageError(
      `${flag}: expected a time such as "Mon, 06 May 2024 00:00:00 UTC" or 2024-05-06T00:00:00Z`,
    );
  }
  return time;
}
