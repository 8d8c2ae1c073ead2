import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  type ArtifactAccess,
  readTar,
  rootedTree,
  saveArtifact,
  saveBytes,
  type Tree,
  type TreeEntry,
} from '@tiphys/artifacts';
import type { OutputArtifact } from '@tiphys/engine';
import { type AttemptContainer, attemptKey, RuntimeError } from '@tiphys/runtime';
import { type Artifact, MAIN_LOGS } from '@tiphys/spec';
import type { ExecutorOptions } from '../executor-options.ts';
import type { ExecutorPorts } from '../ports.ts';
import { ArtifactFault, moving } from './artifact-fault.ts';
import { attemptAccess } from './attempt-access.ts';

type Ports = Pick<ExecutorPorts, 'store' | 'objects' | 'clock' | 'logger'>;

/** The artifacts that are kept, and what went wrong with the others. */
export interface SavedArtifacts {
  /** By name alone. */
  artifacts: Artifact[];
  /** All faults, in Argo's form (executor.go, SaveArtifacts); undefined: none. */
  fault: string | undefined;
}

/**
 * Keeps the output artifacts of an ended container, and its logs where they are wanted; also those of one that failed.
 * Keeping them once more writes the same.
 *
 * @throws the signal's reason.
 */
export async function saveOutputs(
  ports: Ports,
  options: Pick<ExecutorOptions, 'artifactFolder'>,
  container: AttemptContainer,
  signal: AbortSignal,
): Promise<SavedArtifacts> {
  const { outputArtifacts = [], archiveLogs } = container.remains;
  if (outputArtifacts.length === 0 && archiveLogs === undefined) return { artifacts: [], fault: undefined };
  const folder = join(options.artifactFolder, attemptKey(container.attempt));
  const access = attemptAccess(ports, container.attempt.workflow.namespace, folder);
  try {
    return await saveAll(ports, access, container, signal);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function saveAll(
  ports: Ports,
  access: ArtifactAccess,
  container: AttemptContainer,
  signal: AbortSignal,
): Promise<SavedArtifacts> {
  const { outputArtifacts = [], archiveLogs } = container.remains;
  const artifacts: Artifact[] = [];
  const faults: string[] = [];
  const attempt = async (name: string, save: () => Promise<boolean>): Promise<void> => {
    try {
      if (await save()) artifacts.push({ name });
    } catch (error) {
      if (!(error instanceof ArtifactFault || error instanceof RuntimeError)) throw error;
      faults.push(`output artifact "${name}": ${error.message}`);
    }
  };
  for (const output of outputArtifacts) {
    await attempt(output.name, () => saveOne(ports, access, container, output, signal));
  }
  if (archiveLogs !== undefined) {
    await attempt(MAIN_LOGS, async () => {
      await moving(ports, 'logs of a container', archiveLogs, signal, () =>
        saveBytes(archiveLogs, outputOf(container, signal), access, signal),
      );
      return true;
    });
  }
  return { artifacts, fault: faults.length === 0 ? undefined : faults.join('; ') };
}

/** @returns whether there was something to keep. @throws ArtifactFault, RuntimeError. */
async function saveOne(
  ports: Ports,
  access: ArtifactAccess,
  container: AttemptContainer,
  output: OutputArtifact,
  signal: AbortSignal,
): Promise<boolean> {
  const { name, path, destination, archive, optional, mode, recurseMode } = output;
  return moving(ports, `artifact ${name}`, destination, signal, async () => {
    const bytes = await container.readArchive(path, signal);
    if (bytes === undefined) {
      if (optional === true) return false;
      throw new ArtifactFault(`open ${path}: no such file or directory`, true);
    }
    const entries = rootedTree(readTar(bytes, (other, kind) => skipped(ports, name, other, kind)));
    const whole = archive.none !== undefined || archive.zip !== undefined;
    const tree = whole ? withoutHardlinks(entries, container, path, signal) : entries;
    const rootName = posix.basename(posix.resolve('/', path));
    await saveArtifact({ destination, archive, rootName }, withMode(tree, mode, recurseMode), access, signal);
    return true;
  });
}

function skipped({ logger }: Ports, artifact: string, name: string, kind: string): void {
  logger.warn('a part of an artifact is left out: it is neither a file nor a folder nor a link', {
    artifact,
    name,
    kind,
  });
}

/** What cannot hold a hard link gets the file itself once more. */
async function* withoutHardlinks(
  tree: Tree,
  container: AttemptContainer,
  root: string,
  signal: AbortSignal,
): AsyncGenerator<TreeEntry> {
  for await (const entry of tree) {
    if (entry.kind !== 'hardlink') {
      yield entry;
      continue;
    }
    const bytes = await container.readArchive(posix.join(root, entry.target), signal);
    if (bytes === undefined) throw new ArtifactFault(`open ${entry.target}: no such file or directory`, true);
    for await (const file of rootedTree(readTar(bytes, () => undefined))) yield { ...file, path: entry.path };
  }
}

async function* withMode(
  tree: Tree,
  mode: number | undefined,
  recurse: boolean | undefined,
): AsyncGenerator<TreeEntry> {
  for await (const entry of tree) {
    const isMeant = mode !== undefined && (entry.path === '' || recurse === true);
    yield isMeant && entry.kind !== 'symlink' ? { ...entry, mode: mode & 0o7777 } : entry;
  }
}

async function* outputOf(container: AttemptContainer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const { data } of container.output(0, signal)) yield data;
}
