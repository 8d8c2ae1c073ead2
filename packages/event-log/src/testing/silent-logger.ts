import type { BrokerLogger } from '../jetstream/broker-logger.ts';

/** Says nothing. */
export const silentLogger: BrokerLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
};
