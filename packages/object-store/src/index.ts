export type { ObjectStore } from './object-store.ts';
export { ObjectStoreError, type ObjectStoreErrorCode } from './object-store-error.ts';
