import type { Clock } from '@tiphys/clock';
import type { Surroundings } from '@tiphys/engine';
import type { ResourceChange, ResourceStore } from '@tiphys/resource-store';
import type { Logger } from '@tiphys/service-kit';
import { type ConfigMap, configMapTexts } from '@tiphys/spec';

/** After this long it is asked whether the store still has what is waited for. */
const ASK_MS = 5_000;

/**
 * The ConfigMaps as this scheduler sees them: a copy in memory that follows the store. Holds no Secret.
 */
export class ResourceView implements Surroundings {
  readonly #ports: { resources: ResourceStore; clock: Clock; logger: Logger };
  readonly #configMaps = new Map<string, ReadonlyMap<string, string>>();
  readonly #annotations = new Map<string, ReadonlyMap<string, string>>();
  readonly #waiting = new Set<() => void>();
  /** Everything up to it has been seen; undefined: not even what was there at first. */
  #revision: number | undefined;

  /** See Surroundings. */
  readonly places: (namespace: string) => readonly string[];

  constructor(
    ports: { resources: ResourceStore; clock: Clock; logger: Logger },
    places: (namespace: string) => readonly string[] = () => [],
  ) {
    this.places = places;
    this.#ports = ports;
  }

  /** Follows the store until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#ports.resources.watch(
      (change) => {
        this.#take(change);
        if (this.#revision !== undefined) this.#reach(change.revision);
      },
      (revision) => this.#reach(revision),
      signal,
    );
  }

  configMap(namespace: string, name: string): ReadonlyMap<string, string> | undefined {
    return this.#configMaps.get(idOf(namespace, name));
  }

  configMapAnnotation(namespace: string, name: string, annotation: string): string | undefined {
    return this.#annotations.get(idOf(namespace, name))?.get(annotation);
  }

  /**
   * Resolves when everything up to the revision has been seen, and all that was there at the start. Does not wait
   * for what a store that has been replaced will never come to.
   */
  async reached(revision: number): Promise<void> {
    while (!this.#has(revision)) {
      const { clock, resources } = this.#ports;
      const changed = Promise.withResolvers<void>();
      this.#waiting.add(changed.resolve);
      const timer = clock.setTimer(ASK_MS, changed.resolve);
      await changed.promise;
      timer.cancel();
      this.#waiting.delete(changed.resolve);
      if (this.#has(revision)) return;
      if (this.#revision !== undefined && (await resources.lastRevision()) < revision) return;
    }
  }

  #has(revision: number): boolean {
    return this.#revision !== undefined && this.#revision >= revision;
  }

  #reach(revision: number): void {
    this.#revision = revision;
    for (const wake of [...this.#waiting]) wake();
  }

  #take({ kind, namespace, name, body }: ResourceChange): void {
    if (kind !== 'ConfigMap') return;
    const id = idOf(namespace, name);
    this.#annotations.delete(id);
    if (body === undefined) {
      this.#configMaps.delete(id);
      return;
    }
    try {
      const configMap = JSON.parse(body) as ConfigMap;
      this.#configMaps.set(id, configMapTexts(configMap));
      const { annotations } = configMap.metadata;
      if (annotations !== undefined) this.#annotations.set(id, new Map(Object.entries(annotations)));
    } catch (error) {
      this.#configMaps.delete(id);
      this.#ports.logger.error('a ConfigMap cannot be read', { namespace, name, error });
    }
  }
}

function idOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
