import { CommanderError } from 'commander';
import { CommandError, EXIT, type ExitCode } from './errors.ts';
import { errorCode } from './server-error.ts';

/** What to tell the user of an error, and the exit code. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** Lines, each ended by a newline; empty: all was said. */
  readonly message: string;
}

/** @param server the address that was called, for an error that says nobody is there. */
export function failureOf(error: unknown, server: string): Failure {
  if (error instanceof CommanderError) {
    return {
      exitCode: error.exitCode === 0 || error.code === 'commander.help' ? EXIT.succeeded : EXIT.usage,
      message: '',
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommandError && error.code === 'interrupted') {
    return { exitCode: EXIT.interrupted, message: '' };
  }
  if (error instanceof CommandError) {
    return { exitCode: error.code === 'usage' ? EXIT.usage : EXIT.failed, message: `Error: ${message}\n` };
  }
  if (errorCode(error) === 'unavailable') {
    return {
      exitCode: EXIT.failed,
      message: `Error: no Tiphys server at ${server}: start one with "tiphys up", or name another with --server\n`,
    };
  }
  return { exitCode: EXIT.failed, message: `Error: ${message}\n` };
}
