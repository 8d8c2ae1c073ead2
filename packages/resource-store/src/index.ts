export { ResourceStoreError, type ResourceStoreErrorCode } from './errors.ts';
export { keyName } from './key-name.ts';
export { loadTemplates } from './load-templates.ts';
export type {
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceKind,
  ResourceStore,
} from './resource-store.ts';
export { openSecret } from './sealing/open-secret.ts';
export { readSecretKeys, type SecretKeySource } from './sealing/read-keys.ts';
export {
  type OpenResult,
  openData,
  type SealedSecret,
  type SecretPlace,
  sealData,
} from './sealing/sealed-secret.ts';
export { SecretKeys, type SecretKeysResult } from './sealing/secret-keys.ts';
