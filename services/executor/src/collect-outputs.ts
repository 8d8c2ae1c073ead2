import type { OutputFile } from '@tiphys/engine';
import { type AttemptContainer, RuntimeError } from '@tiphys/runtime';
import type { Parameter } from '@tiphys/spec';

/** Output parameters, and why one that a succeeded attempt must have is not there. */
export interface CollectedParameters {
  parameters: Parameter[];
  /** The first fault; undefined: none. */
  fault: string | undefined;
}

/**
 * Reads the files that become output parameters, as Argo does (workflow/executor/executor.go, SaveParameters): one
 * newline off the end, the default where the file cannot be read. A file that is too large is a fault all the same:
 * a default would hide what the program wrote.
 *
 * @throws RuntimeError that is retryable.
 */
export async function collectParameters(
  container: Pick<AttemptContainer, 'remains' | 'readFile'>,
  maxBytes: number,
): Promise<CollectedParameters> {
  const parameters: Parameter[] = [];
  let fault: string | undefined;
  for (const file of container.remains.outputFiles) {
    const read = await readOne(container, file, maxBytes);
    if ('value' in read) parameters.push({ name: file.name, value: read.value });
    else fault ??= `output parameter "${file.name}": ${read.fault}`;
  }
  return { parameters, fault };
}

async function readOne(
  container: Pick<AttemptContainer, 'readFile'>,
  { path, default: otherwise }: OutputFile,
  maxBytes: number,
): Promise<{ value: string } | { fault: string }> {
  try {
    const data = await container.readFile(path, maxBytes);
    if (data !== undefined) return { value: Buffer.from(data).toString('utf8').replace(/\n$/, '') };
    return otherwise === undefined
      ? { fault: `open ${path}: no such file or directory` }
      : { value: otherwise };
  } catch (error) {
    if (!(error instanceof RuntimeError) || error.retryable) throw error;
    if (otherwise === undefined || error.code === 'file_too_large') return { fault: error.message };
    return { value: otherwise };
  }
}
