import type { Command } from 'commander';
import type { ExitCode } from '../errors.ts';
import type { Session } from '../session.ts';

/** Runs what a command line asked for: main.ts makes the session and keeps the exit code. */
export interface Host {
  run(globals: GlobalFlags, task: (session: Session) => Promise<ExitCode>): Promise<void>;
}

/** The flags that every command has. */
export interface GlobalFlags {
  server?: string;
  namespace?: string;
  color: boolean;
  utf8: boolean;
  verbose?: boolean;
  loglevel: string;
}

/** An action of commander that runs in a session: `(...args, flags, command)` becomes `(session, args, flags)`. */
export function action<Args extends unknown[], Flags>(
  host: Host,
  task: (session: Session, args: Args, flags: Flags) => Promise<ExitCode>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const flags = given.at(-2) as Flags;
    const args = given.slice(0, -2) as Args;
    await host.run(command.optsWithGlobals<GlobalFlags>(), (session) => task(session, args, flags));
  };
}
