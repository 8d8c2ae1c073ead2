import type Docker from 'dockerode';
import { toRuntimeError } from './docker-error.ts';

/**
 * Runs a command in a running container, beside its program; what it writes is not kept.
 *
 * @returns its exit code.
 * @throws RuntimeError, or the signal's reason: the command may then go on.
 */
export async function execIn(
  container: Docker.Container,
  command: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  try {
    const exec = await container.exec({
      Cmd: [...command],
      AttachStdout: true,
      AttachStderr: true,
      abortSignal: signal,
    });
    const output = await exec.start({ abortSignal: signal });
    await ended(output, signal);
    const { ExitCode: exitCode } = await exec.inspect({ abortSignal: signal });
    return exitCode ?? 1;
  } catch (error) {
    signal.throwIfAborted();
    throw toRuntimeError(error);
  }
}

function ended(output: NodeJS.ReadableStream, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    output.once('end', resolve).once('close', resolve).once('error', reject);
    output.resume();
  });
}
