import { matchesFilter, parseFilter } from '@tiphys/read-model';
import { loadTemplates, type Resource, type ResourceKey } from '@tiphys/resource-store';
import {
  type CronWorkflow,
  cronWorkflowStatus,
  decodeCronWorkflow,
  isWorkflowName,
  type ObjectMeta,
  randomNameSuffix,
  workflowName,
} from '@tiphys/spec';
import { validateCronWorkflow } from '@tiphys/validation';
import { ApiError } from './errors.ts';
import { refusal } from './manifest.ts';
import type { ApiPorts } from './ports.ts';
import { newUid } from './workflow-identity.ts';

/** How often a change is tried beside the schedulers, which write the status. */
const WRITE_ATTEMPTS = 20;
const NAME_ATTEMPTS = 8;

type Ports = Pick<ApiPorts, 'resources' | 'clock' | 'random'>;

/** Argo's CronWorkflows, which Tiphys keeps itself; the schedulers start their workflows and write their status. */
export class CronStore {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @throws ApiError invalid_argument, already_exists. */
  async create(namespace: string, json: unknown, dryRun = false): Promise<CronWorkflow> {
    const manifest = await this.#checked(namespace, json, true);
    const { name = '', generateName = '' } = manifest.metadata;
    for (let attempt = 0; attempt < (name === '' ? NAME_ATTEMPTS : 1); attempt += 1) {
      const named = name === '' ? this.#generatedName(generateName) : name;
      const created = this.#fresh(manifest, namespace, named);
      const key = keyOf(namespace, named);
      if (dryRun && (await this.#ports.resources.get(key)) === undefined) return created;
      const revision = dryRun ? undefined : await this.#ports.resources.create(key, JSON.stringify(created));
      if (revision !== undefined) return withVersion(created, revision);
    }
    throw new ApiError(
      'already_exists',
      `cronworkflows.argoproj.io "${name || generateName}" already exists`,
    );
  }

  /** @throws ApiError not_found. */
  async get(namespace: string, name: string): Promise<CronWorkflow> {
    return read(await this.#stored(namespace, name));
  }

  /**
   * @param namespace empty: all of them.
   * @throws ApiError invalid_argument for a selector that cannot be read.
   */
  async list(
    namespace: string,
    { labelSelector, fieldSelector } = { labelSelector: '', fieldSelector: '' },
  ): Promise<{ items: CronWorkflow[]; version: number }> {
    const filter = parseFilter('', labelSelector, fieldSelector);
    if (!filter.ok) throw new ApiError('invalid_argument', filter.message);
    const version = await this.#ports.resources.lastRevision();
    const found = await this.#ports.resources.list('CronWorkflow', namespace === '' ? undefined : namespace);
    const items = found.map(read).filter(({ metadata }) => {
      const { name = '', namespace: within = '', labels = {} } = metadata;
      return matchesFilter(filter.value, { namespace: within, name, labels, phase: '' });
    });
    return { items, version };
  }

  /** Replaces what it says; its status stays. @throws ApiError invalid_argument, not_found. */
  async update(namespace: string, name: string, json: unknown): Promise<CronWorkflow> {
    const manifest = await this.#checked(namespace, json, true);
    const target = name === '' ? (manifest.metadata.name ?? '') : name;
    if ((manifest.metadata.name ?? target) !== target) {
      throw new ApiError('invalid_argument', `metadata.name: expected "${target}"`);
    }
    return this.#change(namespace, target, (before) => ({
      ...before,
      metadata: {
        ...before.metadata,
        labels: { ...manifest.metadata.labels },
        annotations: { ...manifest.metadata.annotations },
        generation: (before.metadata.generation ?? 1) + 1,
      },
      spec: manifest.spec,
    }));
  }

  /** @throws ApiError not_found. */
  setSuspended(namespace: string, name: string, suspend: boolean): Promise<CronWorkflow> {
    return this.#change(namespace, name, (before) => ({ ...before, spec: { ...before.spec, suspend } }));
  }

  /** Its workflows go on. @throws ApiError not_found. */
  async delete(namespace: string, name: string): Promise<void> {
    if (!(await this.#ports.resources.delete(keyOf(namespace, name)))) throw notFound(name);
  }

  /** @throws ApiError invalid_argument. */
  lint(namespace: string, json: unknown): Promise<CronWorkflow> {
    return this.#checked(namespace, json, false);
  }

  async #checked(namespace: string, json: unknown, submit: boolean): Promise<CronWorkflow> {
    if (namespace === '') throw new ApiError('invalid_argument', 'namespace: the request names none');
    const decoded = decodeCronWorkflow(json);
    if (!decoded.ok) throw refusal(decoded.problems);
    const { cronWorkflow } = decoded;
    const own = cronWorkflow.metadata.namespace ?? '';
    if (own !== '' && own !== namespace) {
      throw new ApiError(
        'invalid_argument',
        `metadata.namespace: the manifest says "${own}" and the request "${namespace}"`,
      );
    }
    const library = await loadTemplates(this.#ports.resources, namespace, cronWorkflow.spec.workflowSpec);
    const { errors } = validateCronWorkflow(cronWorkflow, { submit, library });
    if (errors.length > 0) throw refusal(errors);
    return cronWorkflow;
  }

  #fresh({ metadata, spec }: CronWorkflow, namespace: string, name: string): CronWorkflow {
    const at = this.#ports.clock.now();
    const identity: ObjectMeta = {
      ...metadata,
      name,
      namespace,
      uid: newUid(at, this.#ports.random),
      generation: 1,
      creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
    };
    const head = { apiVersion: 'argoproj.io/v1alpha1', kind: 'CronWorkflow' };
    return { ...head, metadata: identity, spec, status: cronWorkflowStatus(undefined) };
  }

  async #change(
    namespace: string,
    name: string,
    change: (before: CronWorkflow) => CronWorkflow,
  ): Promise<CronWorkflow> {
    for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
      const before = await this.#stored(namespace, name);
      // What the schedulers keep beside it stays, too.
      const changed = change(JSON.parse(before.body) as CronWorkflow);
      const key = keyOf(namespace, name);
      const revision = await this.#ports.resources.update(key, JSON.stringify(changed), before.revision);
      if (revision !== undefined) return read({ ...before, body: JSON.stringify(changed), revision });
    }
    throw new ApiError('unavailable', `cron workflow "${name}" is changed by others all the time`);
  }

  async #stored(namespace: string, name: string): Promise<Resource> {
    const found = await this.#ports.resources.get(keyOf(namespace, name));
    if (found === undefined) throw notFound(name);
    return found;
  }

  #generatedName(generateName: string): string {
    const candidate = workflowName(generateName, randomNameSuffix(this.#ports.random));
    if (isWorkflowName(candidate)) return candidate;
    throw new ApiError('invalid_argument', `metadata.generateName: "${candidate}" would be no legal name`);
  }
}

function read({ body, revision }: Resource): CronWorkflow {
  const { apiVersion, kind, metadata, spec, status } = JSON.parse(body) as CronWorkflow;
  return withVersion(
    { apiVersion: apiVersion ?? '', kind: kind ?? '', metadata, spec, status: cronWorkflowStatus(status) },
    revision,
  );
}

function withVersion(cronWorkflow: CronWorkflow, revision: number): CronWorkflow {
  return { ...cronWorkflow, metadata: { ...cronWorkflow.metadata, resourceVersion: String(revision) } };
}

function keyOf(namespace: string, name: string): ResourceKey {
  if (name === '') throw new ApiError('invalid_argument', 'name: the request names none');
  return { kind: 'CronWorkflow', namespace, name };
}

function notFound(name: string): ApiError {
  return new ApiError('not_found', `cronworkflows.argoproj.io "${name}" not found`);
}
