import type { CreateOptions, SubmitOptions } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode, usageError } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { type KindedTemplate, type Manifest, readManifests, validateManifest } from '../manifests.ts';
import { problemText } from '../render/problem.ts';
import type { Session } from '../session.ts';
import { addedAnnotations, applyOverrides, readParameters, type SubmitOverrides } from '../submit-options.ts';
import { type NodeFlags, nodeFilter, printWorkflow } from './get.ts';
import { printLogs } from './logs.ts';
import { waitForAll } from './wait.ts';
import { watchUntilFinished } from './watch.ts';

export interface SubmitFlags extends SubmitOverrides, NodeFlags {
  output?: 'name' | 'json' | 'yaml' | 'wide';
  /** `kind/name` of a template or CronWorkflow. */
  from?: string;
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
  if (flags.from !== undefined) return submitFrom(session, flags.from, files, flags);
  if (files.length === 0) throw usageError('requires the manifest of a workflow, or --from');
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

/** `submit --from KIND/NAME`: the server puts the workflow together. */
async function submitFrom(
  session: Session,
  from: string,
  files: readonly string[],
  flags: SubmitFlags,
): Promise<ExitCode> {
  if (files.length > 0) throw usageError('cannot combine --from with file arguments');
  const [kind = '', name = '', ...others] = from.split('/');
  if (name === '' || others.length > 0) {
    throw usageError(
      `resource identifier '${from}' is malformed. Should be \`kind/name\`, e.g. cronwf/hello-world-cwf`,
    );
  }
  const server = await session.connect();
  const options = submitOptions(flags, readParameters(flags));
  const workflow = await server.submitWorkflow(session.namespace, { kind, name }, options);
  printWorkflow(session, workflow, flags.output, nodeFilter(flags));
  if (flags.dryRun || flags.serverDryRun) return EXIT.succeeded;
  const { namespace = session.namespace, name: created = '' } = workflow.metadata;
  return followSubmitted(session, [{ namespace, name: created }], flags);
}

/** What the command line says, in the server's words. */
function submitOptions(flags: SubmitFlags, parameters: ReadonlyMap<string, string>): SubmitOptions {
  const { name, generateName, entrypoint, labels, priority, dryRun, serverDryRun } = flags;
  const annotations = Object.entries(addedAnnotations(flags)).map(([key, value]) => `${key}=${value}`);
  return {
    ...(name ? { name } : {}),
    ...(generateName ? { generateName } : {}),
    ...(entrypoint ? { entryPoint: entrypoint } : {}),
    ...(labels ? { labels } : {}),
    ...(annotations.length === 0 ? {} : { annotations: annotations.join(',') }),
    ...(flags.serviceaccount ? { serviceAccount: flags.serviceaccount } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(parameters.size === 0
      ? {}
      : { parameters: [...parameters].map(([parameter, value]) => `${parameter}=${value}`) }),
    ...(dryRun ? { dryRun } : {}),
    ...(serverDryRun ? { serverDryRun } : {}),
  };
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
  return (await readObjects(session, files, overrides)).workflows;
}

/** The same, and the templates that stand beside them, which `submit` passes over as argo does. */
export async function readObjects(
  session: Session,
  files: readonly string[],
  overrides: SubmitOverrides,
): Promise<{ workflows: Workflow[]; templates: KindedTemplate[] }> {
  const parameters = readParameters(overrides);
  const texts = await readManifestTexts(session, files);
  const all = texts.flatMap(readManifests);
  const templates = all.flatMap(({ template }) => template ?? []);
  const manifests = all.filter(({ template }) => template === undefined);
  const problems: string[] = [];
  const workflows: Workflow[] = [];
  for (const manifest of manifests) {
    const workflow = checked(manifest, overrides, parameters, problems, session);
    if (workflow !== undefined) workflows.push(workflow);
  }
  if (problems.length > 0) throw new CommandError('failed', problems.join('\n'));
  if (workflows.length === 0) throw new CommandError('failed', 'no workflow found in given files');
  return { workflows, templates };
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
  if (found.length === 0 && workflow === undefined) {
    problems.push(
      `${manifest.source}: "${manifest.name}" is a ${manifest.kind}: only workflows are submitted`,
    );
  }
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
