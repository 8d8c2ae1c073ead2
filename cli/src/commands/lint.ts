import type { Workflow } from '@tiphys/spec';
import { EXIT, type ExitCode } from '../errors.ts';
import type { ManifestText } from '../manifest-files.ts';
import { readManifestTexts } from '../manifest-files.ts';
import { type LocatedProblem, type Manifest, readManifests, validateManifest } from '../manifests.ts';
import { type LintedFile, type LintOutput, renderLint, renderLintSummary } from '../render/problem.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';

export interface LintFlags {
  output: LintOutput;
  offline?: boolean;
}

/** What the server says of a workflow: its objections. */
type ServerLint = (manifest: Manifest, workflow: Workflow) => Promise<LocatedProblem[]>;

/** `lint FILE...`: here first, then by the server, which may know more. */
export async function lint(session: Session, paths: readonly string[], flags: LintFlags): Promise<ExitCode> {
  const texts = await readManifestTexts(session, paths);
  const askServer = flags.offline ? undefined : serverLint(session);
  const files: LintedFile[] = [];
  for (const text of texts) {
    const file = await lintFile(text, askServer);
    files.push(file);
    session.out.write(renderLint(file, flags.output, session.style));
  }
  session.out.write(renderLintSummary(files, flags.output, session.style));
  const objects = files.flatMap((file) => file.objects);
  const hasErrors = objects.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  return objects.length === 0 || hasErrors ? EXIT.failed : EXIT.succeeded;
}

async function lintFile(text: ManifestText, askServer: ServerLint | undefined): Promise<LintedFile> {
  const objects: { name: string; kind: string; problems: LocatedProblem[] }[] = [];
  for (const manifest of readManifests(text)) {
    const { workflow, name, kind } = manifest;
    const problems = [...manifest.problems];
    if (workflow !== undefined) problems.push(...validateManifest(manifest, workflow));
    const isRight = problems.every(({ severity }) => severity !== 'error');
    if (workflow !== undefined && isRight && askServer !== undefined) {
      problems.push(...(await askServer(manifest, workflow)));
    }
    objects.push({ name, kind, problems });
  }
  return { source: text.source, objects };
}

/** Without a server that the user named, nobody has to answer: the manifests were checked here. */
function serverLint(session: Session): ServerLint {
  let isGone = false;
  return async (manifest, workflow) => {
    if (isGone) return [];
    try {
      const server = await session.connect();
      await server.lintWorkflow(workflow.metadata.namespace ?? session.namespace, workflow);
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

function objections(source: string, message: string): LocatedProblem[] {
  return message.split('\n').map((text) => ({ source, path: '', message: text, severity: 'error' }));
}
