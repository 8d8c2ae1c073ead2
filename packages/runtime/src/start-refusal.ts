import { RuntimeError } from './runtime-error.ts';

/** What Argo's executor ends with where it cannot run its command. */
const NOT_RUN_CODE = 64;
/** What the kubelet says of a container that its engine does not start. */
const NOT_STARTED_CODE = 128;

/** A container that came to nothing; in Argo it has an exit code all the same, and its node Failed. */
export class StartRefusal extends RuntimeError {
  readonly exitCode: number;
  /** The message without the name of the container and the exit code. */
  readonly detail: string;

  constructor(
    code: 'command_not_found' | 'start_failed' | 'init_failed',
    container: string,
    detail: string,
    options?: { cause?: unknown },
  ) {
    const [reason, exitCode] =
      code === 'command_not_found' ? ['Error', NOT_RUN_CODE] : ['StartError', NOT_STARTED_CODE];
    super(code, `${container}: ${reason} (exit code ${exitCode}): ${detail}`, options);
    this.exitCode = Number(exitCode);
    this.detail = detail;
  }
}

/**
 * A command that is not there, or may not be executed, in the words of Argo's executor, which looks it up itself
 * (cmd/argoexec/commands/emissary.go).
 *
 * @param fault what Go's exec.LookPath says, as in `exec: "x": executable file not found in $PATH`.
 */
export function commandNotFound(
  container: string,
  fault: string,
  options?: { cause?: unknown },
): StartRefusal {
  return new StartRefusal('command_not_found', container, `failed to find name in PATH: ${fault}`, options);
}
