/** Values that go beside a message; an `error` is written with its code and cause. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured logs: one line of JSON a message, with the trace id where there is one. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that writes these fields with every message. */
  child(fields: LogFields): Logger;
}

/** Says nothing. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
