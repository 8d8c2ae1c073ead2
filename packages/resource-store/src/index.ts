export { ResourceStoreError, type ResourceStoreErrorCode } from './errors.ts';
export { keyName } from './key-name.ts';
export type {
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceKind,
  ResourceStore,
} from './resource-store.ts';
