/** How a server ended: its exit code, or 128 plus the number of the signal that ended it. */
export interface ServerExit {
  code: number;
}

/** A server process on this host that ends with the process that started it. */
export interface LocalServer {
  /** What clients connect to: `nats://127.0.0.1:4222`, `postgres://tiphys:…@127.0.0.1:5432/postgres`. */
  url: string;
  port: number;
  /** The server's own process, for tests that kill it. */
  pid: number;
  /** Name and version, as in `nats-server 2.14.0`. */
  version: string;
  /** Where its output goes; truncated at each start. */
  logFile: string;
  /** Resolves when the process has ended, whatever ended it. */
  exited: Promise<ServerExit>;
  /** Asks the server to end, waits, and ends it by force after the grace period. May be called twice. */
  stop(): Promise<void>;
}

/** How long and how firmly the process that starts a server is bound to it. */
export interface LifetimeOptions {
  /** Milliseconds between the request to end and the end by force. Default 10,000. */
  graceMs?: number;
  /** True: a server that runs does not keep this process alive. Default false. */
  unref?: boolean;
  /** A directory to remove after the server has ended, even where this process has died; for tests, in `os.tmpdir()`. */
  removeOnExit?: string;
}

export type LocalServerErrorCode =
  /** Another process listens on the port. */
  | 'port_taken'
  /** Another server runs on the same data. */
  | 'data_directory_in_use'
  /** npm brought no such server for this machine. */
  | 'server_missing'
  /** The server ended while starting, or was not ready in time; the message has its last words. */
  | 'server_failed';

/** A server could not be started. The message is one line that says what and how to mend it. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly code: LocalServerErrorCode;
  /** Whether the same call may succeed a little later without anybody mending anything. */
  readonly retryable: boolean;

  constructor(code: LocalServerErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.retryable = code === 'data_directory_in_use';
  }
}
