export type { S3Encryption } from './s3-encryption.ts';
export { type S3Credentials, S3ObjectStore, type S3StoreOptions } from './s3-object-store.ts';
