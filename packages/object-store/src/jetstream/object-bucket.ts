import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Objm, type StorageType } from '@nats-io/obj';

/** The bucket of the built-in store of artifacts. */
export const ARTIFACTS_BUCKET = 'artifacts';

export interface BucketSettings {
  bucket: string;
  replicas: number;
  storage: 'file' | 'memory';
  requestTimeoutMs: number;
}

/**
 * A bucket on one connection. The layout is NATS's own for object stores (ADR-20), so that `nats object` reads it:
 * the chunks of an object on `$O.<bucket>.C.<nuid>`, what it is on `$O.<bucket>.M.<name>`, which is there last.
 */
export interface ObjectBucket {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  stream: string;
}

/** What the layout says of an object. */
export interface ObjectMeta {
  name: string;
  bucket: string;
  nuid: string;
  size: number;
  chunks: number;
  digest: string;
  mtime: string;
  deleted?: boolean;
  options?: { max_chunk_size?: number };
}

/** Makes the bucket, or opens it. */
export async function openBucket(nc: NatsConnection, settings: BucketSettings): Promise<ObjectBucket> {
  const { bucket, replicas, storage, requestTimeoutMs } = settings;
  const options = { timeout: requestTimeoutMs };
  const js = jetstream(nc, options);
  const jsm = await jetstreamManager(nc, options);
  await new Objm(js).create(bucket, { replicas, storage: storage as StorageType });
  const stream = `OBJ_${bucket}`;
  const { config } = await jsm.streams.info(stream);
  if (config.num_replicas !== replicas) {
    await jsm.streams.update(stream, { ...config, num_replicas: replicas });
  }
  return { nc, js, jsm, stream };
}

export function chunkSubject(bucket: string, nuid: string): string {
  return `$O.${bucket}.C.${nuid}`;
}

export function metaSubject(bucket: string, key: string): string {
  const encoded = Buffer.from(key, 'utf8').toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return `$O.${bucket}.M.${encoded}`;
}

/** @returns undefined where the subject is none of the bucket's metas. */
export function keyOf(bucket: string, subject: string): string | undefined {
  const prefix = `$O.${bucket}.M.`;
  if (!subject.startsWith(prefix)) return undefined;
  return Buffer.from(subject.slice(prefix.length), 'base64url').toString('utf8');
}
