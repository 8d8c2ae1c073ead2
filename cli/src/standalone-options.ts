import type { Script } from '@tiphys/runtime/simulated';

/** What `up` and `run` ask of cli/src/standalone/start.ts. */
export interface StandaloneOptions {
  /** Where the api listens on 127.0.0.1; 0: any free port. */
  port: number;
  /** Where broker, database and payloads keep their files; absent: the default of this user's. */
  dataDirectory?: string;
  /** Nothing is kept: files go to a directory that `stop` removes. */
  ephemeral: boolean;
  /**
   * Absent: Docker where an engine answers, else processes on this host. `simulated`: containers that do nothing and
   * succeed, for benches.
   */
  runtime?: RuntimeName | 'simulated';
  /** How a simulated container goes; absent: it succeeds at once. */
  simulate?: Script;
  /** Variables of the services that count before those of this process's environment. */
  settings?: Readonly<Record<string, string>>;
  /** A line for the user, such as that no Docker engine answers. */
  notice: (line: string) => void;
}

export type RuntimeName = 'docker' | 'process';

/** What runs. */
export interface Standalone {
  /** `host:port` of the api. */
  address: string;
  runtime: string;
  /** Ends all of it, containers of this installation included. */
  stop(): Promise<void>;
}

export type StartStandalone = (options: StandaloneOptions) => Promise<Standalone>;
