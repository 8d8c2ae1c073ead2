import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ArtifactPart } from '@tiphys/client';
import type { Artifact, NodeStatus, Workflow } from '@tiphys/spec';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import type { Session } from '../session.ts';
import type { CpFlags } from './cp-options.ts';

/**
 * `cp WORKFLOW DIRECTORY`: the output artifacts of its nodes, as they are stored (Argo's cp.go). What artifactGC has
 * deleted is left out, and said so.
 */
export async function cp(session: Session, name: string, folder: string, flags: CpFlags): Promise<ExitCode> {
  const server = await session.connect();
  const workflow = await server.getWorkflow(session.namespace, name);
  const { metadata } = workflow;
  for (const { node, artifact } of searchArtifacts(workflow, flags)) {
    if (artifact.deleted) {
      session.err.write(`Artifact "${artifact.name}" of node ${node.id} has been deleted\n`);
      continue;
    }
    const place = join(folder, placeOf(flags.path, session.namespace, workflow, { node, artifact }));
    const file = fileName(artifact);
    const key = {
      namespace: session.namespace,
      workflowName: metadata.name ?? name,
      uid: metadata.uid ?? '',
      nodeId: node.id,
      artifactName: artifact.name,
    };
    await store(server.artifacts.read(key, session.signal), join(place, file), session.signal);
    session.out.write(`Created "${file}"\n`);
  }
  return EXIT.succeeded;
}

interface Found {
  node: NodeStatus;
  artifact: Artifact;
}

/** Argo's SearchArtifacts. */
function searchArtifacts({ status }: Workflow, flags: CpFlags): Found[] {
  return Object.values(status?.nodes ?? {})
    .filter(({ id }) => !flags.nodeId || id === flags.nodeId)
    .filter(({ templateName }) => !flags.templateName || templateName === flags.templateName)
    .flatMap((node) => (node.outputs?.artifacts ?? []).map((artifact) => ({ node, artifact })))
    .filter(({ artifact }) => !flags.artifactName || artifact.name === flags.artifactName);
}

function placeOf(path: string, namespace: string, { metadata }: Workflow, { node, artifact }: Found): string {
  const variables = [
    ['templateName', node.templateRef?.template ?? node.templateName ?? ''],
    ['namespace', namespace],
    ['workflowName', metadata.name ?? ''],
    ['nodeId', node.id],
    ['artifactName', artifact.name],
  ] as const;
  return variables.reduce((filled, [variable, value]) => {
    // A function, since `$&` in a text would be put in.
    return filled.replace(`{${variable}}`, () => ownName(value, variable));
  }, path);
}

/** The last part of what it is stored as. */
function fileName({ name, s3, http }: Artifact): string {
  const key = s3?.key ?? (http === undefined ? '' : new URL(http.url).pathname);
  return ownName(basename(key) || name, 'key');
}

/** What others have chosen leads nowhere else. @throws CommandError failed. */
function ownName(value: string, what: string): string {
  if (!/[/\0]/.test(value) && value !== '..' && value !== '.') return value;
  throw new CommandError('failed', `${what} ${JSON.stringify(value)} is no name for a file`);
}

/** Writes files as they come: what is not whole does not bear its name. */
async function store(parts: AsyncIterable<ArtifactPart>, place: string, signal: AbortSignal): Promise<void> {
  let file: { handle: FileHandle; path: string } | undefined;
  const finish = async (): Promise<void> => {
    if (file === undefined) return;
    await file.handle.close();
    await rename(`${file.path}.part`, file.path);
    file = undefined;
  };
  try {
    for await (const { file: below, data } of parts) {
      if (below !== undefined) {
        await finish();
        const path = below === '' ? place : join(place, ...pathBelow(below));
        await mkdir(dirname(path), { recursive: true });
        file = { handle: await open(`${path}.part`, 'w'), path };
      }
      await file?.handle.writeFile(data);
    }
    if (signal.aborted) throw new CommandError('interrupted', 'interrupted');
    await finish();
  } finally {
    await file?.handle.close();
    if (file !== undefined) await rm(`${file.path}.part`, { force: true });
  }
}

function pathBelow(path: string): string[] {
  return path.split('/').map((part) => ownName(part === '' ? '.' : part, 'the path of a file'));
}
