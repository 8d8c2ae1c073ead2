import { RuntimeError } from '../runtime-error.ts';
import { commandNotFound, StartRefusal } from '../start-refusal.ts';

/** Numbers of the engine's HTTP answers that say something of their own. */
export const NOT_FOUND = 404;
export const CONFLICT = 409;
export const NOT_MODIFIED = 304;

const COMMAND_FAULT =
  /exec: ".*": (stat .*: )?(executable file not found in \$PATH|permission denied|no such file or directory|not a directory|is a directory|exec format error|too many levels of symbolic links)/s;

/** The HTTP number of the engine's refusal; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The engine's own words, without what dockerode puts around them. */
export function engineMessage(error: unknown): string {
  const message = (error as { json?: { message?: unknown } } | null)?.json?.message;
  if (typeof message === 'string' && message !== '') return message.trim();
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim();
}

/** What any call may throw: no answer is retryable, an answer of failure is not. */
export function toRuntimeError(error: unknown): RuntimeError {
  if (error instanceof RuntimeError) return error;
  if (statusOf(error) === undefined) {
    return new RuntimeError(
      'engine_unavailable',
      `the container engine does not answer: ${engineMessage(error)}`,
      {
        cause: error,
      },
    );
  }
  return new RuntimeError('engine_failed', `the container engine refused: ${engineMessage(error)}`, {
    cause: error,
  });
}

/** A refusal to remove something. A conflict is over when whoever is removing it, or uses it, is done: or fails. */
export function removalRefusal(error: unknown): RuntimeError {
  if (statusOf(error) !== CONFLICT) return toRuntimeError(error);
  return new RuntimeError('engine_unavailable', engineMessage(error), { cause: error });
}

/**
 * A refusal to start a container. What runc says of the command (`exec: "x": executable file not found in $PATH`) is
 * what Argo's executor says of it, but of init containers, which Argo's executor does not run.
 */
export function startRefusal(error: unknown, container = 'main', isInit = false): RuntimeError {
  if (statusOf(error) === undefined) return toRuntimeError(error);
  const message = engineMessage(error);
  const fault = COMMAND_FAULT.exec(message)?.[0];
  if (isInit) return new StartRefusal('init_failed', container, fault ?? message, { cause: error });
  if (fault !== undefined) return commandNotFound(container, fault, { cause: error });
  return new StartRefusal('start_failed', container, message, { cause: error });
}

/** A refusal to make the container, other than for want of its image. */
export function createRefusal(image: string, error: unknown): RuntimeError {
  const status = statusOf(error);
  if (status === undefined) return toRuntimeError(error);
  const message = engineMessage(error);
  if (/invalid reference format/i.test(message)) {
    return new RuntimeError(
      'image_invalid',
      `Pod failed before main container starts due to InvalidImageName: "${image}": ${message}`,
      { cause: error },
    );
  }
  if (/no command specified/i.test(message)) {
    return new RuntimeError('invalid_task', `image "${image}" has no command of its own, and none is given`, {
      cause: error,
    });
  }
  if (status < 500) {
    return new RuntimeError(
      'invalid_task',
      `Pod failed before main container starts due to CreateContainerError: ${message}`,
      { cause: error },
    );
  }
  return new RuntimeError('engine_failed', `the container engine refused: ${message}`, { cause: error });
}
