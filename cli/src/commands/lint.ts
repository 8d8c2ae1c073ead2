import type { TemplateLibrary } from '@tiphys/spec';
import { EXIT, type ExitCode } from '../errors.ts';
import { readManifestTexts } from '../manifest-files.ts';
import {
  type LocatedProblem,
  type Manifest,
  readManifests,
  shelfOf,
  validateCron,
  validateManifest,
  validateTemplate,
} from '../manifests.ts';
import { type LintedFile, type LintOutput, renderLint, renderLintSummary } from '../render/problem.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';

export interface LintFlags {
  output: LintOutput;
  offline?: boolean;
}

/** What the server says of a manifest: its objections. */
type ServerLint = (manifest: Manifest) => Promise<LocatedProblem[]>;

/**
 * `lint FILE...`: here first, then by the server, which may know more. Offline, references are looked up among what is
 * linted.
 *
 * @param kinds only these; without it all.
 */
export async function lint(
  session: Session,
  paths: readonly string[],
  flags: LintFlags,
  kinds?: readonly string[],
): Promise<ExitCode> {
  const texts = await readManifestTexts(session, paths);
  const read = texts.map((text) => ({ source: text.source, manifests: readManifests(text) }));
  const library = flags.offline ? shelfOf(read.flatMap(({ manifests }) => manifests)) : undefined;
  const askServer = flags.offline ? undefined : serverLint(session);
  const files: LintedFile[] = [];
  for (const { source, manifests } of read) {
    const chosen = manifests.filter(({ kind }) => kind === '' || kinds === undefined || kinds.includes(kind));
    const file = await lintFile(source, chosen, library, askServer);
    files.push(file);
    session.out.write(renderLint(file, flags.output, session.style));
  }
  session.out.write(renderLintSummary(files, flags.output, session.style));
  const objects = files.flatMap((file) => file.objects);
  const hasErrors = objects.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return objects.length === 0 || hasErrors ? EXIT.failed : EXIT.succeeded;
}

async function lintFile(
  source: string,
  manifests: readonly Manifest[],
  library: TemplateLibrary | undefined,
  askServer: ServerLint | undefined,
): Promise<LintedFile> {
  const objects: { name: string; kind: string; problems: LocatedProblem[] }[] = [];
  for (const manifest of manifests) {
    const { workflow, template, cronWorkflow, name, kind } = manifest;
    const problems = [...manifest.problems];
    if (workflow !== undefined) problems.push(...validateManifest(manifest, workflow, library));
    if (template !== undefined) problems.push(...validateTemplate(manifest, template, library));
    if (cronWorkflow !== undefined) problems.push(...validateCron(manifest, cronWorkflow, library));
    const isRight = problems.every(({ severity }) => severity !== 'error');
    if (isRight && askServer !== undefined) problems.push(...(await askServer(manifest)));
    objects.push({ name, kind, problems });
  }
  return { source, objects };
}

/** Without a server that the user named, nobody has to answer: the manifests were checked here. */
function serverLint(session: Session): ServerLint {
  let isGone = false;
  return async (manifest) => {
    if (isGone) return [];
    try {
      await askToLint(session, manifest);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'invalid_argument' && error instanceof Error)
        return objections(manifest.source, error.message);
      if (code !== 'unavailable' || session.server.named) throw error;
      isGone = true;
      session.err.write(`no server at ${session.server.address}: linted without it\n`);
    }
    return [];
  };
}

async function askToLint(session: Session, { workflow, template, cronWorkflow }: Manifest): Promise<void> {
  const server = await session.connect();
  if (workflow !== undefined) {
    await server.lintWorkflow(workflow.metadata.namespace ?? session.namespace, workflow);
  }
  if (template !== undefined) {
    const namespace = template.template.metadata.namespace ?? session.namespace;
    await server.templates(template.kind).lint(namespace, template.template);
  }
  if (cronWorkflow !== undefined) {
    const namespace = cronWorkflow.metadata.namespace ?? session.namespace;
    await server.crons.lint(namespace, { ...cronWorkflow });
  }
}

function objections(source: string, message: string): LocatedProblem[] {
  return message.split('\n').map((text) => ({ source, path: '', message: text, severity: 'error' }));
}
