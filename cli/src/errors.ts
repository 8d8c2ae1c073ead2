/**
 * `usage`: the command line is wrong, exit code 2. `failed`: what was asked for did not happen, exit code 1.
 * `interrupted`: the user ended it, exit code 130.
 */
export type CommandErrorCode = 'usage' | 'failed' | 'interrupted';

/** What a command gives up with; its message is the one line that the user sees. */
export class CommandError extends Error {
  readonly code: CommandErrorCode;
  readonly retryable = false;

  constructor(code: CommandErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CommandError';
    this.code = code;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError('usage', message);
}

/** Argo has it, Tiphys does not have it yet. */
export function notSupported(what: string): CommandError {
  return usageError(`${what}: not supported yet`);
}

export const EXIT = { succeeded: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
