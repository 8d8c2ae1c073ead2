import type { ObjectStore } from '@tiphys/object-store';
import { type S3Encryption, S3ObjectStore, type S3StoreOptions } from '@tiphys/object-store/s3';
import type { S3Artifact } from '@tiphys/spec';
import { ArtifactError } from '../artifact-error.ts';
import { type ArtifactAccess, secretOf } from './artifact-access.ts';

export interface OpenedStore {
  store: ObjectStore;
  key: string;
  close(): Promise<void>;
}

/** The store of an object's location. @throws ArtifactError artifact_refused. */
export async function openStore(location: S3Artifact, access: ArtifactAccess): Promise<OpenedStore> {
  if ((location.key ?? '') === '') throw new ArtifactError('artifact_refused', 's3.key is empty');
  return openWholeStore(location, access);
}

/** The same where the key may be empty; without a bucket it is the built-in one. */
export async function openWholeStore(
  location: S3Artifact,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
): Promise<OpenedStore> {
  const { bucket, key = '' } = location;
  if (bucket === undefined || bucket === '') {
    return { store: access.store, key, close: async () => undefined };
  }
  const store = new S3ObjectStore(await storeOptions(location, bucket, access));
  return { store, key, close: () => store.close() };
}

async function storeOptions(
  location: S3Artifact,
  bucket: string,
  access: Pick<ArtifactAccess, 'readSecret'>,
): Promise<S3StoreOptions> {
  const { accessKeySecret, secretKeySecret, sessionTokenSecret, useSDKCreds, caSecret } = location;
  const accessKeyId = useSDKCreds === true ? undefined : await secretOf(access, accessKeySecret);
  const secretAccessKey = useSDKCreds === true ? undefined : await secretOf(access, secretKeySecret);
  if (useSDKCreds !== true && (accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ArtifactError('artifact_refused', 's3: one of accessKeySecret and secretKeySecret is missing');
  }
  return {
    bucket,
    endpoint: location.endpoint,
    region: location.region,
    insecure: location.insecure,
    addressingStyle: location.addressingStyle,
    ca: await secretOf(access, caSecret),
    roleArn: location.roleARN,
    encryption: await encryptionOf(location, access),
    createBucket: location.createBucketIfNotPresent,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey, sessionToken: await secretOf(access, sessionTokenSecret) },
  };
}

/** @throws ArtifactError artifact_refused, in Argo's words. */
async function encryptionOf(
  { encryptionOptions: options, insecure }: S3Artifact,
  access: Pick<ArtifactAccess, 'readSecret'>,
): Promise<S3Encryption | undefined> {
  if (options?.enableEncryption !== true) return undefined;
  const { kmsKeyId = '', kmsEncryptionContext = '', serverSideCustomerKeySecret } = options;
  if (serverSideCustomerKeySecret !== undefined && kmsKeyId !== '') {
    throw new ArtifactError(
      'artifact_refused',
      'serverSideCustomerKeySecret and kmsKeyId cannot be set together',
    );
  }
  if (serverSideCustomerKeySecret !== undefined && insecure === true) {
    throw new ArtifactError('artifact_refused', 's3.insecure: serverSideCustomerKeySecret needs TLS');
  }
  if (!isJson(kmsEncryptionContext)) {
    throw new ArtifactError('artifact_refused', 'failed to parse KMS encryption context: it is no JSON');
  }
  return {
    kmsKeyId: kmsKeyId === '' ? undefined : kmsKeyId,
    kmsContext: kmsEncryptionContext === '' ? undefined : kmsEncryptionContext,
    customerKey: await secretOf(access, serverSideCustomerKeySecret),
  };
}

function isJson(text: string): boolean {
  if (text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
