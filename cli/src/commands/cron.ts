import { type CronWorkflow, parseYaml, type Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { cronDetails, cronTable } from '../render/cron-workflow.ts';
import { renderYaml } from '../render/yaml.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';
import { applyOverrides, readParameters, type SubmitOverrides } from '../submit-options.ts';

export interface CronOutputFlags {
  output?: 'name' | 'json' | 'yaml' | 'wide';
}

export interface CronListFlags extends CronOutputFlags {
  allNamespaces?: boolean;
  selector?: string;
}

export interface CronCreateFlags extends CronOutputFlags, SubmitOverrides {
  schedule?: string;
}

/** `cron create FILE...` */
export async function createCrons(
  session: Session,
  files: readonly string[],
  flags: CronCreateFlags,
): Promise<ExitCode> {
  const parameters = readParameters(flags);
  const manifests = await cronManifests(session, files);
  const server = await session.connect();
  for (const { value } of manifests) {
    const changed = withOverrides(value, flags, parameters);
    const manifest = flags.schedule === undefined ? changed : withSchedule(changed, flags.schedule);
    const created = await server.crons.create(namespaceOf(manifest) ?? session.namespace, manifest);
    session.out.write(printed(session, created, flags));
  }
  return EXIT.succeeded;
}

/** `cron update FILE...` */
export async function updateCrons(
  session: Session,
  files: readonly string[],
  flags: CronOutputFlags,
): Promise<ExitCode> {
  const manifests = await cronManifests(session, files);
  const server = await session.connect();
  for (const { value } of manifests) {
    const updated = await server.crons.update(namespaceOf(value) ?? session.namespace, nameOf(value), value);
    session.out.write(printed(session, updated, flags));
  }
  return EXIT.succeeded;
}

/** `cron lint FILE...` */
export async function lintCrons(session: Session, files: readonly string[]): Promise<ExitCode> {
  const manifests = await cronManifests(session, files);
  const server = await session.connect();
  let exit: ExitCode = EXIT.succeeded;
  for (const { source, value } of manifests) {
    try {
      await server.crons.lint(namespaceOf(value) ?? session.namespace, value);
    } catch (error) {
      if (errorCode(error) !== 'invalid_argument') throw error;
      exit = EXIT.failed;
      session.out.write(`${source}:\n   ✖ ${(error as Error).message.replaceAll('\n', '\n   ✖ ')}\n`);
    }
  }
  if (exit === EXIT.succeeded) session.out.write('✔ no linting errors found!\n');
  return exit;
}

/** `cron get NAME...` */
export async function getCrons(
  session: Session,
  names: readonly string[],
  flags: CronOutputFlags,
): Promise<ExitCode> {
  const server = await session.connect();
  for (const name of names) {
    session.out.write(printed(session, await server.crons.get(session.namespace, name), flags));
  }
  return EXIT.succeeded;
}

/** `cron list` */
export async function listCrons(session: Session, flags: CronListFlags): Promise<ExitCode> {
  const server = await session.connect();
  const crons = await server.crons.list(
    flags.allNamespaces ? '' : session.namespace,
    flags.selector === undefined ? {} : { labelSelector: flags.selector },
  );
  if (flags.output === 'json') session.out.write(`${JSON.stringify(crons, null, 4)}\n`);
  else if (flags.output === 'yaml') session.out.write(renderYaml(crons));
  else if (flags.output === 'name') for (const { metadata } of crons) session.out.write(`${metadata.name}\n`);
  else session.out.write(cronTable(crons, session.now(), flags.allNamespaces === true));
  return EXIT.succeeded;
}

/** `cron suspend NAME...`, `cron resume NAME...` */
export async function switchCrons(
  session: Session,
  what: 'suspend' | 'resume',
  names: readonly string[],
): Promise<ExitCode> {
  const server = await session.connect();
  for (const name of names) {
    await server.crons[what](session.namespace, name);
    session.out.write(`CronWorkflow '${name}' ${what === 'suspend' ? 'suspended' : 'resumed'}\n`);
  }
  return EXIT.succeeded;
}

/** `cron delete [NAME...] [--all]` */
export async function deleteCrons(
  session: Session,
  names: readonly string[],
  flags: { all?: boolean },
): Promise<ExitCode> {
  const server = await session.connect();
  const all = flags.all ? await server.crons.list(session.namespace) : [];
  for (const name of [...names, ...all.map(({ metadata }) => metadata.name ?? '')]) {
    await server.crons.delete(session.namespace, name);
    session.out.write(`CronWorkflow '${name}' deleted\n`);
  }
  return EXIT.succeeded;
}

interface CronManifest {
  source: string;
  value: Record<string, unknown>;
}

/** The CronWorkflows of the files; what else stands in them is passed over, as argo does. */
async function cronManifests(session: Session, files: readonly string[]): Promise<CronManifest[]> {
  const manifests = (await readManifestTexts(session, files)).flatMap(({ source, text }) => {
    const { documents, problems } = parseYaml(text);
    const [problem] = problems;
    if (problem !== undefined) {
      throw new CommandError('failed', `${source}:${problem.line ?? 1}: ${problem.message}`);
    }
    return documents.map(({ value }) => ({ source, value: value as Record<string, unknown> }));
  });
  const crons = manifests.filter(({ value }) => {
    const kind = value?.kind ?? 'CronWorkflow';
    return kind === 'CronWorkflow';
  });
  if (crons.length === 0) throw new CommandError('failed', 'No CronWorkflows found in given files');
  return crons;
}

function printed(session: Session, cron: CronWorkflow, { output }: CronOutputFlags): string {
  if (output === 'name') return `${cron.metadata.name}\n`;
  if (output === 'json') return `${JSON.stringify(cron, null, 4)}\n`;
  return output === 'yaml' ? renderYaml(cron) : cronDetails(cron, session.now());
}

/** Argo's ApplySubmitOpts on what the workflows will be; a name is that of the CronWorkflow. */
function withOverrides(
  manifest: Record<string, unknown>,
  { name, generateName, ...overrides }: SubmitOverrides,
  parameters: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const own = manifest.metadata as object | undefined;
  const renamed = name
    ? { ...own, name, generateName: undefined }
    : generateName
      ? { ...own, generateName, name: undefined }
      : own;
  const metadata =
    renamed && Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
  const spec = manifest.spec as { workflowSpec?: Workflow['spec'] } | undefined;
  if (spec?.workflowSpec === undefined) return { ...manifest, metadata };
  const workflow = applyOverrides({ metadata: {}, spec: spec.workflowSpec }, overrides, parameters);
  return { ...manifest, metadata, spec: { ...spec, workflowSpec: workflow.spec } };
}

function withSchedule(manifest: Record<string, unknown>, schedule: string): Record<string, unknown> {
  return { ...manifest, spec: { ...(manifest.spec as object), schedules: [schedule] } };
}

function metadataOf({ metadata }: Record<string, unknown>): { name?: unknown; namespace?: unknown } {
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}

function namespaceOf(manifest: Record<string, unknown>): string | undefined {
  const { namespace } = metadataOf(manifest);
  return typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
}

function nameOf(manifest: Record<string, unknown>): string {
  const { name } = metadataOf(manifest);
  return typeof name === 'string' ? name : '';
}
