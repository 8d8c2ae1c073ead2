export { JetStreamObjectStore, type JetStreamObjectStoreOptions } from './jetstream-object-store.ts';
