import type { Workflow } from '@tiphys/spec';
import { EXIT, type ExitCode } from '../errors.ts';
import { followWorkflow, succeeded } from '../follow-workflow.ts';
import { goTime } from '../render/age.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';

export interface WaitFlags {
  ignoreNotFound?: boolean;
}

/** `wait [WORKFLOW...]`: fails when one of them did. */
export async function wait(session: Session, names: readonly string[], flags: WaitFlags): Promise<ExitCode> {
  const server = await session.connect();
  const found: string[] = [];
  for (const name of names) {
    try {
      const { metadata } = await server.getWorkflow(session.namespace, name);
      found.push(metadata.name ?? name);
    } catch (error) {
      if (!flags.ignoreNotFound || errorCode(error) !== 'not_found') throw error;
    }
  }
  return waitForAll(session, session.namespace, found, { quiet: false });
}

/** Waits for all of them at once, and prints each outcome as it comes unless it should be quiet. */
export async function waitForAll(
  session: Session,
  namespace: string,
  names: readonly string[],
  options: { quiet: boolean },
): Promise<ExitCode> {
  const outcomes = await Promise.all(
    names.map(async (name) => {
      const workflow = await lastState(session, namespace, name);
      const finishedAt = workflow?.status?.finishedAt;
      if (finishedAt && !options.quiet) {
        session.out.write(`${name} ${workflow.status?.phase ?? ''} at ${goTime(finishedAt)}\n`);
      }
      return workflow;
    }),
  );
  if (outcomes.some((workflow) => !workflow?.status?.finishedAt)) return EXIT.interrupted;
  return outcomes.every(succeeded) ? EXIT.succeeded : EXIT.failed;
}

async function lastState(session: Session, namespace: string, name: string): Promise<Workflow | undefined> {
  let last: Workflow | undefined;
  for await (const workflow of followWorkflow(session, namespace, name)) last = workflow;
  return last;
}
