export type { BrokerLogger } from './broker-logger.ts';
export { connectJetStream, type JetStreamBroker } from './connect-jetstream.ts';
export type { BrokerCredentials, BrokerTls, JetStreamOptions } from './jetstream-options.ts';
