type Fields = Readonly<Record<string, unknown>>;

/** What the adapter tells of itself; service-kit's Logger is one. */
export interface BrokerLogger {
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}
