import { Readable } from 'node:stream';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../object-store.ts';
import { ObjectStoreError } from '../object-store-error.ts';
import { assumedRole } from './assumed-role.ts';
import { encryptBucket, keyOfObject, type S3Encryption, sealing } from './s3-encryption.ts';
import { asS3Error, isMissingObject, nameOf } from './s3-failure.ts';

export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface S3StoreOptions {
  bucket: string;
  /** `host:port`, without a scheme; unset: Amazon's. */
  endpoint?: string | undefined;
  /** Default us-east-1. */
  region?: string | undefined;
  /** Without TLS. */
  insecure?: boolean | undefined;
  /** Unset: path style for every endpoint but Amazon's own. */
  addressingStyle?: string | undefined;
  /** Unset: those of the environment, as the SDK finds them. */
  credentials?: S3Credentials | undefined;
  /** Taken on with what the environment gives, where there are no credentials. */
  roleArn?: string | undefined;
  /** Unset: as the bucket does it. */
  encryption?: S3Encryption | undefined;
  /** Makes the bucket before the first object is put into it. */
  createBucket?: { objectLocking?: boolean | undefined } | undefined;
  /** PEM; trusted instead of the system's authorities. */
  ca?: string | undefined;
}

/** One part of an upload; S3 takes 10,000 of them, so that objects end at 80 GB, where S3's own limit is 5 TB. */
const PART_BYTES = 8 * 1024 * 1024;
/** Parts in memory at a time. */
const PARTS_IN_FLIGHT = 2;
const MAX_ATTEMPTS = 3;

/** Objects of a bucket that speaks S3. The SDK is loaded with the first call: 60 ms that most agents never need. */
export class S3ObjectStore implements ObjectStore {
  readonly #options: S3StoreOptions;
  #client: Promise<S3Client> | undefined;
  #bucketMade: Promise<void> | undefined;

  constructor(options: S3StoreOptions) {
    this.#options = options;
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number> {
    return this.#call(`put ${key}`, signal, async (client) => {
      await this.#ensureBucket(client);
      const seal = await this.#sealing(key);
      const { Upload } = await import('@aws-sdk/lib-storage');
      let size = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const part of body) {
          size += part.length;
          yield part;
        }
      }
      const source = Readable.from(counted(), { objectMode: false, highWaterMark: 256 * 1024 });
      // The upload reads it; an error that comes before or after that is not unhandled.
      source.on('error', () => undefined);
      const upload = new Upload({
        client,
        params: { ...seal, Bucket: this.#options.bucket, Key: key, Body: source },
        partSize: PART_BYTES,
        queueSize: PARTS_IN_FLIGHT,
      });
      const onAbort = (): void => void upload.abort();
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        await upload.done();
      } finally {
        signal?.removeEventListener('abort', onAbort);
        source.destroy();
      }
      return size;
    });
  }

  async get(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#call(`get ${key}`, signal, async (client) => {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      try {
        const command = new GetObjectCommand(await this.#object(key));
        const { Body: body, ContentLength: length } = await client.send(command, aborting(signal));
        return body === undefined ? empty() : read(key, body as Readable, length, signal);
      } catch (error) {
        if (isMissingObject(error)) return undefined;
        throw error;
      }
    });
  }

  async size(key: string, signal?: AbortSignal): Promise<number | undefined> {
    return this.#call(`look at ${key}`, signal, async (client) => {
      const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
      try {
        const command = new HeadObjectCommand(await this.#object(key));
        return (await client.send(command, aborting(signal))).ContentLength ?? 0;
      } catch (error) {
        if (isMissingObject(error)) return undefined;
        throw error;
      }
    });
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncIterable<string> {
    const { ListObjectsV2Command } = await import('@aws-sdk/client-s3');
    let token: string | undefined;
    do {
      const page = await this.#call(`list ${prefix}`, signal, (client) =>
        client.send(
          new ListObjectsV2Command({
            Bucket: this.#options.bucket,
            Prefix: prefix,
            ...(token === undefined ? {} : { ContinuationToken: token }),
          }),
          aborting(signal),
        ),
      );
      for (const { Key: key } of page.Contents ?? []) if (key !== undefined) yield key;
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  /** S3 does not say whether there was one, so it is asked first. */
  async delete(key: string, signal?: AbortSignal): Promise<boolean> {
    const there = (await this.size(key, signal)) !== undefined;
    if (!there) return false;
    return this.#call(`delete ${key}`, signal, async (client) => {
      const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
      await client.send(
        new DeleteObjectCommand({ Bucket: this.#options.bucket, Key: key }),
        aborting(signal),
      );
      return true;
    });
  }

  /** Lets go of the connections. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    client?.destroy();
    this.#client = undefined;
  }

  async #object(key: string): Promise<{ Bucket: string; Key: string }> {
    const { bucket, encryption } = this.#options;
    return { ...(await keyOfObject(encryption, bucket, key)), Bucket: bucket, Key: key };
  }

  #sealing(key: string): ReturnType<typeof sealing> {
    return sealing(this.#options.encryption, this.#options.bucket, key);
  }

  #ensureBucket(client: S3Client): Promise<void> {
    const { createBucket } = this.#options;
    if (createBucket === undefined) return Promise.resolve();
    this.#bucketMade ??= this.#makeBucket(client, createBucket.objectLocking ?? false);
    const made = this.#bucketMade;
    return made.catch((error: unknown) => {
      if (this.#bucketMade === made) this.#bucketMade = undefined;
      throw error;
    });
  }

  async #makeBucket(client: S3Client, objectLocking: boolean): Promise<void> {
    const { CreateBucketCommand } = await import('@aws-sdk/client-s3');
    const { bucket } = this.#options;
    try {
      await client.send(
        new CreateBucketCommand({
          Bucket: bucket,
          ...(objectLocking ? { ObjectLockEnabledForBucket: true } : {}),
        }),
      );
      await encryptBucket(client, bucket, this.#options.encryption);
    } catch (error) {
      if (/^BucketAlready(Exists|OwnedByYou)$/.test(nameOf(error))) return;
      throw error;
    }
  }

  async #call<T>(
    what: string,
    signal: AbortSignal | undefined,
    run: (client: S3Client) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      this.#client ??= makeClient(this.#options);
      return await run(await this.#client);
    } catch (error) {
      signal?.throwIfAborted();
      throw asS3Error(`bucket ${this.#options.bucket}: ${what}`, error);
    }
  }
}

async function makeClient(options: S3StoreOptions): Promise<S3Client> {
  const { endpoint, region, insecure, credentials, roleArn, ca } = options;
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  const config: S3ClientConfig = {
    region: region === undefined || region === '' ? 'us-east-1' : region,
    maxAttempts: MAX_ATTEMPTS,
    forcePathStyle: isPathStyle(options),
    // Checksums in trailers are Amazon's; other servers refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined || endpoint === ''
      ? {}
      : { endpoint: `${insecure === true ? 'http' : 'https'}://${endpoint}` }),
    ...(credentials === undefined
      ? roleArn === undefined || roleArn === ''
        ? {}
        : { credentials: assumedRole(roleArn, region) }
      : {
          credentials: {
            accessKeyId: credentials.accessKeyId,
            secretAccessKey: credentials.secretAccessKey,
            ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken }),
          },
        }),
  };
  if (ca === undefined) return new Client(config);
  const { Agent } = await import('node:https');
  return new Client({ ...config, requestHandler: { httpsAgent: new Agent({ ca, keepAlive: true }) } });
}

function isPathStyle({ addressingStyle, endpoint }: S3StoreOptions): boolean {
  if (addressingStyle === 'path') return true;
  if (addressingStyle === 'virtual-hosted') return false;
  return endpoint !== undefined && endpoint !== '' && !/(^|\.)amazonaws\.com(:\d+)?$/.test(endpoint);
}

function aborting(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** @throws ObjectStoreError store_unavailable where the connection ends before the object does. */
async function* read(
  key: string,
  body: Readable,
  length: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  const onAbort = (): void => void body.destroy();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const part of body) {
      count += (part as Uint8Array).length;
      yield part as Uint8Array;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new ObjectStoreError(
      'store_unavailable',
      `get ${key}: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    signal?.removeEventListener('abort', onAbort);
    body.destroy();
  }
  if (length !== undefined && count !== length) {
    throw new ObjectStoreError(
      'store_unavailable',
      `get ${key}: the connection ended after ${count} of ${length} bytes`,
    );
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {}
