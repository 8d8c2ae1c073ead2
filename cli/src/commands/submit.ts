import type { CreateOptions } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { type Manifest, readManifests, validateManifest } from '../manifests.ts';
import { problemText } from '../render/problem.ts';
import type { Session } from '../session.ts';
import { applyOverrides, readParameters, type SubmitOverrides } from '../submit-options.ts';
import { type NodeFlags, nodeFilter, printWorkflow } from './get.ts';
import { printLogs } from './logs.ts';
import { waitForAll } from './wait.ts';
import { watchUntilFinished } from './watch.ts';

export interface SubmitFlags extends SubmitOverrides, NodeFlags {
  output?: 'name' | 'json' | 'yaml' | 'wide';
  wait?: boolean;
  watch?: boolean;
  log?: boolean;
  dryRun?: boolean;
  serverDryRun?: boolean;
}

interface Submitted {
  readonly namespace: string;
  readonly name: string;
}

/** `submit FILE...` */
export async function submit(
  session: Session,
  files: readonly string[],
  flags: SubmitFlags,
): Promise<ExitCode> {
  checkFlags(flags);
  const workflows = await readWorkflows(session, files, flags);
  if (flags.watch && workflows.length > 1) throw usageError('cannot watch more than one workflow');
  const filter = nodeFilter(flags);
  const submitted: Submitted[] = [];
  for (const workflow of workflows) {
    const created = await create(session, workflow, flags);
    printWorkflow(session, created, flags.output, filter);
    const { name = '', namespace = session.namespace } = created.metadata;
    submitted.push({ namespace, name });
  }
  if (flags.dryRun || flags.serverDryRun) return EXIT.succeeded;
  return followSubmitted(session, submitted, flags);
}

/** Argo's rules (validateOptions). */
function checkFlags(flags: SubmitFlags): void {
  const { watch, wait, dryRun, serverDryRun, output } = flags;
  if (watch && wait) throw usageError('--wait cannot be combined with --watch');
  for (const [name, isSet] of Object.entries({ watch, wait, log: flags.log })) {
    if (isSet && dryRun) throw usageError(`--${name} cannot be combined with --dry-run`);
    if (isSet && serverDryRun) throw usageError(`--${name} cannot be combined with --server-dry-run`);
  }
  if (dryRun && serverDryRun) throw usageError('--dry-run cannot be combined with --server-dry-run');
  if (dryRun && output === undefined) throw usageError('--dry-run should have an output option');
  if (serverDryRun && output === undefined) throw usageError('--server-dry-run should have an output option');
}

/**
 * The workflows of the files, changed as the command line says and found right.
 *
 * @throws CommandError failed, a line for each problem, before anything is submitted.
 */
export async function readWorkflows(
  session: Session,
  files: readonly string[],
  overrides: SubmitOverrides,
): Promise<Workflow[]> {
  const parameters = readParameters(overrides);
  const texts = await readManifestTexts(session, files);
  const manifests = texts.flatMap(readManifests);
  const problems: string[] = [];
  const workflows: Workflow[] = [];
  for (const manifest of manifests) {
    const workflow = checked(manifest, overrides, parameters, problems, session);
    if (workflow !== undefined) workflows.push(workflow);
  }
  if (problems.length > 0) throw new CommandError('failed', problems.join('\n'));
  if (workflows.length === 0) throw new CommandError('failed', 'no workflow found in given files');
  return workflows;
}

function checked(
  manifest: Manifest,
  overrides: SubmitOverrides,
  parameters: ReadonlyMap<string, string>,
  problems: string[],
  session: Session,
): Workflow | undefined {
  const workflow = manifest.workflow && applyOverrides(manifest.workflow, overrides, parameters);
  const found = [
    ...manifest.problems,
    ...(workflow === undefined ? [] : validateManifest(manifest, workflow)),
  ];
  for (const problem of found) {
    if (problem.severity === 'error') problems.push(problemText(problem));
    else session.err.write(`warning: ${problemText(problem)}\n`);
  }
  return workflow;
}

/** `--dry-run` asks nobody: it shows what would be sent. */
async function create(session: Session, workflow: Workflow, flags: SubmitFlags): Promise<Workflow> {
  const namespace = workflow.metadata.namespace ?? session.namespace;
  const placed = { ...workflow, metadata: { ...workflow.metadata, namespace } };
  if (flags.dryRun) return placed;
  const options: CreateOptions = flags.serverDryRun ? { serverDryRun: true } : {};
  const server = await session.connect();
  return server.createWorkflow(namespace, placed, options);
}

async function followSubmitted(
  session: Session,
  submitted: readonly Submitted[],
  flags: SubmitFlags,
): Promise<ExitCode> {
  if (flags.log) {
    for (const { namespace, name } of submitted) {
      await printLogs(session, namespace, name, { container: 'main', follow: true });
    }
  }
  const [first] = submitted;
  if (flags.watch && first !== undefined) {
    return watchUntilFinished(session, first.namespace, first.name, nodeFilter(flags));
  }
  if (!flags.wait && !flags.log) return EXIT.succeeded;
  const quiet = !flags.wait || (flags.output !== undefined && flags.output !== 'wide');
  const outcomes = await Promise.all(
    submitted.map(({ namespace, name }) => waitForAll(session, namespace, [name], { quiet })),
  );
  return outcomes.find((outcome) => outcome !== EXIT.succeeded) ?? EXIT.succeeded;
}
