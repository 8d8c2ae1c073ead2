import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { serveS3, type TestS3 } from '@tiphys/testkit';
import { walk } from './fields.ts';
import { isMeantToMiss, type StoreKeys } from './needed-objects.ts';

/** Names that rows of Argo use for the bucket and the keys of its MinIO. */
const BUCKET = 'my-bucket';
const CREDENTIALS = 'my-minio-cred';

/** Whether a manifest keeps artifacts in S3. */
export function usesS3(text: string): boolean {
  return /^\s*-?\s*s3:/m.test(text);
}

/** An S3 server in the place of the one that manifests name. */
export class S3StandIn {
  readonly #server: TestS3;
  readonly #directory: string;

  private constructor(server: TestS3, directory: string) {
    this.#server = server;
    this.#directory = directory;
  }

  /** @throws Error where there is none on this host; `s3Missing` of the testkit tells. */
  static async start(): Promise<S3StandIn> {
    const directory = mkdtempSync(join(tmpdir(), 'tiphys-s3-'));
    const server = await serveS3(directory, (folder) => mkdirSync(join(folder, BUCKET)));
    return new S3StandIn(server, directory);
  }

  get keys(): StoreKeys {
    return this.#server;
  }

  /** A repository of this store, as a key of a ConfigMap holds it. */
  get repository(): string {
    const secret = (key: string) => ({ name: CREDENTIALS, key });
    const s3 = {
      bucket: BUCKET,
      endpoint: this.#server.endpoint,
      insecure: true,
      accessKeySecret: secret('accesskey'),
      secretKeySecret: secret('secretkey'),
    };
    return JSON.stringify({ s3 });
  }

  /** The Secret with the keys of that repository. */
  get credentials(): { name: string; data: Map<string, string> } {
    const { accessKeyId, secretAccessKey } = this.#server;
    const data = new Map([
      ['accesskey', accessKeyId],
      ['secretkey', secretAccessKey],
    ]);
    return { name: CREDENTIALS, data };
  }

  /**
   * The manifest with this server in it. Its buckets are made, unless it makes them itself, and so are the objects
   * that it reads and does not write.
   */
  adapted<T>(manifest: T): T {
    const adapted = structuredClone(manifest);
    const written = new Set<string>();
    const read = new Set<string>();
    walk(adapted, (fields, { name, within }) => {
      if (name !== 's3') return;
      if (typeof fields.endpoint === 'string' && !isMeantToMiss(fields.endpoint)) {
        fields.endpoint = this.#server.endpoint;
        fields.insecure = true;
      }
      const { bucket = BUCKET, key } = fields;
      if (typeof bucket !== 'string' || isOpen(bucket)) return;
      if (fields.createBucketIfNotPresent === undefined && !isMeantToMiss(bucket)) this.#makeBucket(bucket);
      if (typeof key !== 'string' || isOpen(key)) return;
      (within.includes('outputs') ? written : read).add(join(bucket, key));
    });
    for (const path of read) if (!written.has(path)) this.#put(path);
    return adapted;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #makeBucket(bucket: string): void {
    mkdirSync(this.#pathOf(bucket), { recursive: true });
  }

  #put(path: string): void {
    const file = this.#pathOf(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'hello world\n');
  }

  #pathOf(path: string): string {
    const file = resolve(this.#server.folder, path);
    if (!file.startsWith(this.#server.folder + sep))
      throw new Error(`${path} leaves the folder of the buckets`);
    return file;
  }
}

function isOpen(text: string): boolean {
  return text.includes('{{');
}
