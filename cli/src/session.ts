import type { Style } from './render/style.ts';
import type { WorkflowServer } from './workflow-server.ts';

/** Where a command prints. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns and rows of the terminal; 0 where it is none. */
  size(): { columns: number; rows: number };
  write(text: string): void;
  /** Resolves when a slow reader has taken enough for more to be written. */
  drained(): Promise<void>;
}

/** What every command has: its surroundings, read once in main.ts. */
export interface Session {
  readonly namespace: string;
  readonly out: Output;
  readonly err: Output;
  readonly style: Style;
  readonly now: () => Date;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
  /** `host:port`, and whether the user named it or it is the default. */
  readonly server: { readonly address: string; readonly named: boolean };
  readonly readStdin: () => Promise<string>;
  /** For `--verbose`. */
  readonly debug: (message: string) => void;
  /** The server of this session: one connection for the whole command, made at the first call. */
  readonly connect: () => Promise<WorkflowServer>;
  /** Another server. */
  readonly connectTo: (address: string) => Promise<WorkflowServer>;
}
