import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';

/** How the server encrypts; at most one of `kmsKeyId` and `customerKey`, and without both the server's own key. */
export interface S3Encryption {
  kmsKeyId?: string | undefined;
  /** JSON. */
  kmsContext?: string | undefined;
  /** The key of each object is derived of it. */
  customerKey?: string | undefined;
}

interface CustomerKey {
  SSECustomerAlgorithm?: string;
  SSECustomerKey?: string;
}

interface Sealing extends CustomerKey {
  ServerSideEncryption?: 'AES256' | 'aws:kms';
  SSEKMSKeyId?: string;
  SSEKMSEncryptionContext?: string;
}

/** What is said when an object is put (Argo's buildServerSideEnc). */
export async function sealing(
  encryption: S3Encryption | undefined,
  bucket: string,
  key: string,
): Promise<Sealing> {
  if (encryption === undefined) return {};
  const { customerKey, kmsKeyId, kmsContext } = encryption;
  if (customerKey !== undefined) return keyOfObject(encryption, bucket, key);
  if (kmsKeyId === undefined) return { ServerSideEncryption: 'AES256' };
  return {
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: kmsKeyId,
    ...(kmsContext === undefined
      ? {}
      : { SSEKMSEncryptionContext: Buffer.from(kmsContext, 'utf8').toString('base64') }),
  };
}

const derive = promisify(argon2);

/**
 * What is said when an object is read: a customer's key alone. It is derived as minio-go's DefaultPBKDF does it, so
 * that what Argo has written can be read.
 */
export async function keyOfObject(
  encryption: S3Encryption | undefined,
  bucket: string,
  key: string,
): Promise<CustomerKey> {
  if (encryption?.customerKey === undefined) return {};
  const derived = await derive('argon2id', {
    message: Buffer.from(encryption.customerKey, 'utf8'),
    nonce: Buffer.from(bucket + key, 'utf8'),
    passes: 1,
    memory: 64 * 1024,
    parallelism: 4,
    tagLength: 32,
  });
  return { SSECustomerAlgorithm: 'AES256', SSECustomerKey: derived.toString('base64') };
}

/** A bucket that has just been made encrypts by default. */
export async function encryptBucket(
  client: S3Client,
  bucket: string,
  encryption: S3Encryption | undefined,
): Promise<void> {
  if (encryption === undefined) return;
  const { PutBucketEncryptionCommand } = await import('@aws-sdk/client-s3');
  const { kmsKeyId } = encryption;
  await client.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault:
              kmsKeyId === undefined
                ? { SSEAlgorithm: 'AES256' }
                : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyId },
          },
        ],
      },
    }),
  );
}
