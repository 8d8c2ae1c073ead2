import { type ExitCode, usageError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { RuntimeName, StandaloneOptions, StartStandalone } from '../standalone-options.ts';
import type { SubmitOverrides } from '../submit-options.ts';
import type { NodeFlags } from './get.ts';
import { nodeFilter, printWorkflow } from './get.ts';
import { readObjects } from './submit.ts';
import { notices } from './up.ts';
import { watchUntilFinished } from './watch.ts';

export interface RunFlags extends SubmitOverrides, NodeFlags {
  runtime?: RuntimeName;
}

/**
 * `run FILE`: up, submit, watch and down, for one workflow; the exit code is its outcome. Templates that stand in the
 * file are created first.
 */
export async function run(
  session: Session,
  file: string,
  flags: RunFlags,
  start: StartStandalone,
): Promise<ExitCode> {
  const filter = nodeFilter(flags);
  // Read before anything starts: a manifest that is refused costs no start.
  const { workflows, templates } = await readObjects(session, [file], flags);
  const [workflow, ...others] = workflows;
  if (workflow === undefined || others.length > 0) throw usageError('cannot run more than one workflow');
  const options: StandaloneOptions = { port: 0, ephemeral: true, notice: notices(session) };
  if (flags.runtime !== undefined) options.runtime = flags.runtime;
  const standalone = await start(options);
  try {
    const server = await session.connectTo(standalone.address);
    const local: Session = { ...session, connect: async () => server };
    const namespace = workflow.metadata.namespace ?? session.namespace;
    // What the file brings along for the workflow is there before it.
    for (const { kind, template } of templates) {
      await server.templates(kind).create(template.metadata.namespace ?? namespace, template);
    }
    const created = await server.createWorkflow(namespace, workflow);
    if (!session.out.isTerminal) printWorkflow(local, created, undefined);
    return await watchUntilFinished(local, namespace, created.metadata.name ?? '', filter);
  } finally {
    await standalone.stop();
  }
}
