export { JetStreamObjectStore, type JetStreamObjectStoreOptions } from './jetstream-object-store.ts';
export { ARTIFACTS_BUCKET } from './object-bucket.ts';
