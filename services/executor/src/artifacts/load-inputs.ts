import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { loadArtifact, packTar } from '@tiphys/artifacts';
import type { InputArtifact } from '@tiphys/engine';
import type { AttemptRef } from '@tiphys/event-log';
import { type Archive, attemptKey } from '@tiphys/runtime';
import type { ExecutorOptions } from '../executor-options.ts';
import type { ExecutorPorts } from '../ports.ts';
import { ArtifactFault, moving } from './artifact-fault.ts';
import { attemptAccess } from './attempt-access.ts';

type Ports = Pick<ExecutorPorts, 'store' | 'objects' | 'clock' | 'logger'>;

/** An attempt's input artifacts, fetched to this host. */
export interface LoadedInputs {
  /** For the container, in the order of the artifacts. */
  archives: Archive[];
  /** Removes them from this host. */
  release(): Promise<void>;
}

/**
 * Fetches the input artifacts of an attempt, one after the other.
 *
 * @throws ArtifactFault in Argo's words (executor.go, loadArtifact); nothing is left on this host then.
 */
export async function loadInputs(
  ports: Ports,
  options: Pick<ExecutorOptions, 'artifactFolder'>,
  ref: AttemptRef,
  inputs: readonly InputArtifact[],
  signal: AbortSignal,
): Promise<LoadedInputs> {
  const folder = join(options.artifactFolder, attemptKey(ref));
  const release = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  const archives: Archive[] = [];
  try {
    for (const [index, input] of inputs.entries()) {
      const archive = await loadOne(ports, ref, input, join(folder, String(index)), signal);
      if (archive !== undefined) archives.push(archive);
    }
    return { archives, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function loadOne(
  ports: Ports,
  ref: AttemptRef,
  input: InputArtifact,
  folder: string,
  signal: AbortSignal,
): Promise<Archive | undefined> {
  const path = posix.resolve('/', input.path).slice(1);
  if (path === '')
    throw new ArtifactFault(`artifact ${input.name}: its path is the root of the container`, false);
  if (path.includes('\0')) throw new ArtifactFault(`artifact ${input.name}: its path holds NUL`, false);
  const access = attemptAccess(ports, ref.workflow.namespace, folder);
  try {
    const { tree } = await moving(ports, `artifact ${input.name}`, input.location, signal, async () => {
      // What an attempt before this one has left half done.
      await rm(folder, { recursive: true, force: true });
      return loadArtifact(input, access, signal);
    });
    return () => packTar(tree(), path);
  } catch (error) {
    if (!(error instanceof ArtifactFault)) throw error;
    if (error.isMissing && input.optional === true) return undefined;
    throw new ArtifactFault(`artifact ${input.name} failed to load: ${error.message}`, error.isMissing);
  }
}
