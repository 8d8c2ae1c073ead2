import { ARGO, CORE } from './argo-names.ts';
import {
  type Field,
  flag,
  honoured,
  int32,
  object,
  objectType,
  optionalFlag,
  refused,
  text,
} from './field.ts';

export const secretKeySelector = objectType(`${CORE}SecretKeySelector`, 'reference', [
  honoured('name', text),
  honoured('key', text, { always: '', missing: '' }),
  honoured('optional', optionalFlag),
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
  refused('roleARN', 'not supported: give keys, or let the agent assume the role and set useSDKCreds'),
  honoured('useSDKCreds', flag),
  honoured('createBucketIfNotPresent', object(createBucket)),
  refused('encryptionOptions', 'not supported: let the bucket encrypt by default'),
  honoured('caSecret', object(secretKeySelector)),
  honoured('addressingStyle', text),
];

const tar = objectType(`${ARGO}TarStrategy`, 'setting', [honoured('compressionLevel', int32)]);

export const archiveStrategy = objectType(`${ARGO}ArchiveStrategy`, 'strategy', [
  honoured('tar', object(tar)),
  honoured('none', object(objectType(`${ARGO}NoneStrategy`, 'setting', []))),
  honoured('zip', object(objectType(`${ARGO}ZipStrategy`, 'setting', []))),
]);
