export type {
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceKind,
  ResourceStore,
} from './resource-store.ts';
