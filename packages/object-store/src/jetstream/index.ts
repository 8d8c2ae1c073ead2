export { type BrokerFailure, brokerFailure } from './broker-failure.ts';
export { JetStreamObjectStore, type JetStreamObjectStoreOptions } from './jetstream-object-store.ts';
export { ARTIFACTS_BUCKET } from './object-bucket.ts';
