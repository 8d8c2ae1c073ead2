export { JetStreamResourceStore, type JetStreamResourceStoreOptions } from './jetstream-resource-store.ts';
