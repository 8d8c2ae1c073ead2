import { ARGO, CORE } from './argo-names.ts';
import { type Field, flag, honoured, int32, object, objectType, optionalFlag, text } from './field.ts';

export const secretKeySelector = objectType(`${CORE}SecretKeySelector`, 'reference', [
  honoured('name', text),
  honoured('key', text, { always: '', missing: '' }),
  honoured('optional', optionalFlag),
]);

/** How objects are encrypted by the server; Go's S3EncryptionOptions. */
const encryption = objectType(`${ARGO}S3EncryptionOptions`, 'setting', [
  honoured('kmsKeyId', text),
  honoured('kmsEncryptionContext', text),
  honoured('enableEncryption', flag),
  honoured('serverSideCustomerKeySecret', object(secretKeySelector)),
]);

const createBucket = objectType(`${ARGO}CreateS3BucketOptions`, 'setting', [honoured('objectLocking', flag)]);

/** Go's S3Bucket, which S3Artifact and S3ArtifactRepository have inlined. */
export const s3Bucket: Field[] = [
  honoured('endpoint', text),
  honoured('bucket', text),
  honoured('region', text),
  honoured('insecure', optionalFlag),
  honoured('accessKeySecret', object(secretKeySelector)),
  honoured('secretKeySecret', object(secretKeySelector)),
  honoured('sessionTokenSecret', object(secretKeySelector)),
  honoured('roleARN', text),
  honoured('useSDKCreds', flag),
  honoured('createBucketIfNotPresent', object(createBucket)),
  honoured('encryptionOptions', object(encryption)),
  honoured('caSecret', object(secretKeySelector)),
  honoured('addressingStyle', text),
];

const tar = objectType(`${ARGO}TarStrategy`, 'setting', [honoured('compressionLevel', int32)]);

export const archiveStrategy = objectType(`${ARGO}ArchiveStrategy`, 'strategy', [
  honoured('tar', object(tar)),
  honoured('none', object(objectType(`${ARGO}NoneStrategy`, 'setting', []))),
  honoured('zip', object(objectType(`${ARGO}ZipStrategy`, 'setting', []))),
]);
