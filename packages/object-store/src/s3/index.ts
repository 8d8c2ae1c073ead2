export { type S3Credentials, S3ObjectStore, type S3StoreOptions } from './s3-object-store.ts';
