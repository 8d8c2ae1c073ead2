import { matchesFilter, parseFilter } from '@tiphys/read-model';
import { loadTemplates, type Resource, type ResourceKey } from '@tiphys/resource-store';
import {
  isWorkflowName,
  randomNameSuffix,
  type TemplateKind,
  type WorkflowTemplate,
  workflowName,
} from '@tiphys/spec';
import { notFound as notFoundMessage, validateWorkflowTemplate } from '@tiphys/validation';
import { ApiError } from './errors.ts';
import { decodeTemplate, refusal } from './manifest.ts';
import type { ApiPorts } from './ports.ts';
import { newUid } from './workflow-identity.ts';

/** Which of the WorkflowTemplates (namespace empty: of all namespaces) or ClusterWorkflowTemplates a list has. */
export interface TemplateQuery {
  namespace: string;
  labelSelector: string;
  fieldSelector: string;
  /** Part of the name; empty: any. */
  namePattern: string;
  /** 0: all of them. */
  limit: number;
  /** From the page before; empty: from the beginning. */
  continueToken: string;
}

export interface TemplateList {
  items: WorkflowTemplate[];
  version: number;
  continueToken: string;
  remaining: number;
}

/** How often another generated name is tried where one is taken. */
const NAME_ATTEMPTS = 8;

/**
 * Argo's WorkflowTemplates and ClusterWorkflowTemplates, which Tiphys keeps itself: what a client sends is validated as
 * Argo's validator does, and stored as Argo's JSON. `resourceVersion` is the store's revision.
 */
export class TemplateStore {
  readonly #ports: Pick<ApiPorts, 'resources' | 'clock' | 'random'>;
  readonly #kind: TemplateKind;

  constructor(ports: Pick<ApiPorts, 'resources' | 'clock' | 'random'>, kind: TemplateKind) {
    this.#ports = ports;
    this.#kind = kind;
  }

  /** @throws ApiError invalid_argument, already_exists. */
  async create(namespace: string, json: unknown, dryRun = false): Promise<WorkflowTemplate> {
    const template = await this.#checked(namespace, json, true);
    const at = this.#ports.clock.now();
    const created: WorkflowTemplate = {
      ...this.#typed(template),
      metadata: {
        ...template.metadata,
        ...(namespace === '' ? {} : { namespace }),
        uid: newUid(at, this.#ports.random),
        generation: 1,
        creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
      },
    };
    const { name = '', generateName = '' } = template.metadata;
    if (name !== '') {
      const stored = await this.#add(created, name, dryRun);
      if (stored !== undefined) return stored;
      throw new ApiError('already_exists', `${plural(this.#kind)} "${name}" already exists`);
    }
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
      const stored = await this.#add(created, this.#generatedName(generateName), dryRun);
      if (stored !== undefined) return stored;
    }
    throw new ApiError(
      'already_exists',
      `metadata.generateName: ${NAME_ATTEMPTS} generated names were all taken`,
    );
  }

  /** @throws ApiError not_found. */
  async get(namespace: string, name: string): Promise<WorkflowTemplate> {
    return read(await this.#stored(namespace, name));
  }

  /** In the order of namespace and name. @throws ApiError invalid_argument for a selector that cannot be read. */
  async list(query: TemplateQuery): Promise<TemplateList> {
    const filter = parseFilter('', query.labelSelector, query.fieldSelector);
    if (!filter.ok) throw new ApiError('invalid_argument', filter.message);
    const version = await this.#ports.resources.lastRevision();
    const within = this.#kind === 'ClusterWorkflowTemplate' ? '' : query.namespace;
    const resources =
      this.#kind === 'WorkflowTemplate' && within === ''
        ? await this.#ports.resources.list(this.#kind)
        : await this.#ports.resources.list(this.#kind, within);
    const matching = resources.map(read).filter(({ metadata }) => {
      const { name = '', namespace = '', labels = {} } = metadata;
      const subject = { namespace, name, labels, phase: '' as const };
      return name.includes(query.namePattern) && matchesFilter(filter.value, subject);
    });
    const from = query.continueToken === '' ? 0 : placeAfter(matching, query.continueToken);
    const items = query.limit === 0 ? matching.slice(from) : matching.slice(from, from + query.limit);
    const remaining = matching.length - from - items.length;
    const last = items.at(-1);
    return {
      items,
      version,
      remaining,
      continueToken: remaining === 0 || last === undefined ? '' : tokenOf(last),
    };
  }

  /**
   * Replaces what is there.
   *
   * @param json names in `metadata.resourceVersion` the version that it replaces; without it whichever there is.
   * @throws ApiError invalid_argument, not_found, failed_precondition where another version is there by now.
   */
  async update(namespace: string, name: string, json: unknown): Promise<WorkflowTemplate> {
    const template = await this.#checked(namespace, json, true);
    const target = name || (template.metadata.name ?? '');
    if ((template.metadata.name ?? target) !== target) {
      throw new ApiError('invalid_argument', `metadata.name: expected "${target}"`);
    }
    for (;;) {
      const before = await this.#stored(namespace, target);
      const { uid, creationTimestamp, generation = 1 } = read(before).metadata;
      const asked = resourceVersionOf(json);
      if (asked !== '' && asked !== String(before.revision)) throw conflict(this.#kind, target);
      const { generateName: _generateName, ...metadata } = template.metadata;
      const updated: WorkflowTemplate = {
        ...this.#typed(template),
        metadata: {
          ...metadata,
          name: target,
          ...(namespace === '' ? {} : { namespace }),
          ...(uid === undefined ? {} : { uid }),
          ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
          generation: generation + 1,
        },
      };
      const revision = await this.#ports.resources.update(
        this.#key(namespace, target),
        JSON.stringify(updated),
        before.revision,
      );
      if (revision !== undefined) return withVersion(updated, revision);
      if (asked !== '') throw conflict(this.#kind, target);
    }
  }

  /** Workflows that have been accepted have what they need of it. @throws ApiError not_found. */
  async delete(namespace: string, name: string): Promise<void> {
    if (!(await this.#ports.resources.delete(this.#key(namespace, name)))) throw notFound(this.#kind, name);
  }

  /** @throws ApiError invalid_argument. */
  async lint(namespace: string, json: unknown): Promise<WorkflowTemplate> {
    return this.#checked(namespace, json, false);
  }

  async #checked(namespace: string, json: unknown, submit: boolean): Promise<WorkflowTemplate> {
    const template = decodeTemplate(json, this.#kind);
    const own = template.metadata.namespace ?? '';
    if (namespace !== '' && own !== '' && own !== namespace) {
      throw new ApiError(
        'invalid_argument',
        `metadata.namespace: the manifest says "${own}" and the request "${namespace}"`,
      );
    }
    if (namespace === '' && this.#kind === 'WorkflowTemplate') {
      throw new ApiError('invalid_argument', 'namespace: the request names none');
    }
    const library = await loadTemplates(this.#ports.resources, namespace, template.spec);
    const { errors } = validateWorkflowTemplate(template, this.#kind, { submit, library });
    if (errors.length > 0) throw refusal(errors);
    if (this.#kind === 'WorkflowTemplate') return template;
    const { namespace: _namespace, ...metadata } = template.metadata;
    return { ...template, metadata };
  }

  /** Undefined: there is one of that name. */
  async #add(
    template: WorkflowTemplate,
    name: string,
    dryRun: boolean,
  ): Promise<WorkflowTemplate | undefined> {
    const named = { ...template, metadata: { ...template.metadata, name } };
    const key = this.#key(template.metadata.namespace ?? '', name);
    if (dryRun) return (await this.#ports.resources.get(key)) === undefined ? named : undefined;
    const revision = await this.#ports.resources.create(key, JSON.stringify(named));
    return revision === undefined ? undefined : withVersion(named, revision);
  }

  async #stored(namespace: string, name: string): Promise<Resource> {
    const found = await this.#ports.resources.get(this.#key(namespace, name));
    if (found === undefined) throw notFound(this.#kind, name);
    return found;
  }

  #key(namespace: string, name: string): ResourceKey {
    if (name === '') throw new ApiError('invalid_argument', 'name: the request names none');
    return { kind: this.#kind, namespace: this.#kind === 'ClusterWorkflowTemplate' ? '' : namespace, name };
  }

  #typed({ spec, metadata }: WorkflowTemplate): WorkflowTemplate {
    return { apiVersion: 'argoproj.io/v1alpha1', kind: this.#kind, metadata, spec };
  }

  #generatedName(generateName: string): string {
    const candidate = workflowName(generateName, randomNameSuffix(this.#ports.random));
    if (isWorkflowName(candidate)) return candidate;
    throw new ApiError('invalid_argument', `metadata.generateName: "${candidate}" would be no legal name`);
  }
}

function read({ body, revision }: Resource): WorkflowTemplate {
  return withVersion(JSON.parse(body) as WorkflowTemplate, revision);
}

function withVersion(template: WorkflowTemplate, revision: number): WorkflowTemplate {
  return { ...template, metadata: { ...template.metadata, resourceVersion: String(revision) } };
}

function resourceVersionOf(json: unknown): string {
  const { metadata } = json as { metadata?: { resourceVersion?: unknown } };
  return typeof metadata?.resourceVersion === 'string' ? metadata.resourceVersion : '';
}

function tokenOf({ metadata: { namespace = '', name = '' } }: WorkflowTemplate): string {
  return `${namespace}/${name}`;
}

function placeAfter(templates: readonly WorkflowTemplate[], token: string): number {
  const place = templates.findIndex((template) => tokenOf(template) > token);
  return place < 0 ? templates.length : place;
}

function plural(kind: TemplateKind): string {
  return `${kind.toLowerCase()}s.argoproj.io`;
}

function notFound(kind: TemplateKind, name: string): ApiError {
  return new ApiError('not_found', notFoundMessage(kind, name));
}

function conflict(kind: TemplateKind, name: string): ApiError {
  return new ApiError(
    'failed_precondition',
    `Operation cannot be fulfilled on ${plural(kind)} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  );
}
