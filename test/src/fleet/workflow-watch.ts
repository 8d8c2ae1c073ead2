import { TiphysClient } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';

const PATIENCE_MS = 120_000;

/** What a watch has told of one workflow. */
interface Told {
  versions: number[];
  types: string[];
  latest: Workflow;
}

interface Waiting {
  name: string;
  isSo: (workflow: Workflow) => boolean;
  resolve: (workflow: Workflow) => void;
}

/**
 * A client's watch over everything that happens in a namespace, through whatever dies meanwhile; keeps what it was
 * told, and lets tests wait for it.
 */
export class WorkflowWatch {
  readonly #client: TiphysClient;
  readonly #end = new AbortController();
  readonly #told = new Map<string, Told>();
  readonly #waiting = new Set<Waiting>();
  readonly #failed = Promise.withResolvers<never>();
  readonly #reading: Promise<void>;

  constructor(address: string, namespace: string) {
    this.#client = TiphysClient.connect({ address });
    this.#failed.promise.catch(() => undefined);
    this.#reading = this.#read(namespace).catch((error: unknown) => this.#failed.reject(error));
  }

  /** Names of all workflows that were told of. */
  get names(): string[] {
    return [...this.#told.keys()];
  }

  /** @throws Error where nothing was told of it. */
  told(name: string): Told {
    const told = this.#told.get(name);
    if (told === undefined) throw new Error(`nothing was told of ${name}`);
    return told;
  }

  /** Resolves with the first object, of those that were told and of those to come, that is so. */
  async until(what: string, name: string, isSo: (workflow: Workflow) => boolean): Promise<Workflow> {
    const latest = this.#told.get(name)?.latest;
    if (latest !== undefined && isSo(latest)) return latest;
    const { promise, resolve, reject } = Promise.withResolvers<Workflow>();
    const waiting = { name, isSo, resolve };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => {
      const seen = this.#told.get(name)?.latest.status;
      reject(
        new Error(
          `${name}: not within ${PATIENCE_MS} ms: ${what}; last seen ${JSON.stringify(seen, null, 1)}`,
        ),
      );
    }, PATIENCE_MS);
    try {
      return await Promise.race([promise, this.#failed.promise]);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  finished(name: string): Promise<Workflow> {
    return this.until('it has finished', name, ({ status }) => (status?.finishedAt ?? null) !== null);
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#reading;
    this.#client.close();
  }

  async #read(namespace: string): Promise<void> {
    for await (const { type, object } of this.#client.watchWorkflows(namespace, {}, this.#end.signal)) {
      const { name = '', resourceVersion } = object.metadata;
      const told = this.#told.get(name) ?? { versions: [], types: [], latest: object };
      told.versions.push(Number(resourceVersion));
      told.types.push(type);
      told.latest = object;
      this.#told.set(name, told);
      for (const waiting of [...this.#waiting]) {
        if (waiting.name === name && waiting.isSo(object)) waiting.resolve(object);
      }
    }
  }
}
