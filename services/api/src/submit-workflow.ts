import { loadTemplates } from '@tiphys/resource-store';
import type { Artifact, Workflow } from '@tiphys/spec';
import { artifactOverrides, checkUploadedKey, overridden } from './artifact-overrides.ts';
import { createWorkflow } from './create-workflow.ts';
import { ApiError } from './errors.ts';
import { checkManifest, decodeManifest } from './manifest.ts';
import type { ApiPorts } from './ports.ts';

/** Argo's SubmitOpts, as its JSON has them. */
export interface SubmitOptions {
  name?: string;
  generateName?: string;
  entryPoint?: string;
  /** `name=value`. */
  parameters?: string[];
  serviceAccount?: string;
  /** Validate, answer with the workflow as it would be sent to the server. */
  dryRun?: boolean;
  /** Answer with the workflow as it would be created. */
  serverDryRun?: boolean;
  /** `name=value,name=value`. */
  labels?: string;
  annotations?: string;
  ownerReference?: unknown;
  podPriorityClassName?: string;
  priority?: number | null;
  /** `name=key`: other keys for artifacts of the arguments. */
  artifacts?: string[];
}

/** What can be submitted from, under the names that Argo's server and kubectl know. */
const KINDS = new Map<string, 'WorkflowTemplate' | 'ClusterWorkflowTemplate' | 'CronWorkflow'>([
  ...named('WorkflowTemplate', 'workflowtemplate', 'workflowtemplates', 'wftmpl'),
  ...named('ClusterWorkflowTemplate', 'clusterworkflowtemplate', 'clusterworkflowtemplates', 'cwftmpl'),
  ...named('CronWorkflow', 'cronworkflow', 'cronworkflows', 'cwf'),
]);

function named<K>(kind: K & string, ...others: string[]): [string, K][] {
  return [kind, ...others].map((name) => [name, kind]);
}

/**
 * Creates a workflow of a WorkflowTemplate, a ClusterWorkflowTemplate or a CronWorkflow (Argo's SubmitWorkflow).
 *
 * @throws ApiError invalid_argument, not_found, already_exists.
 */
export async function submitWorkflow(
  ports: ApiPorts,
  namespace: string,
  resource: { kind: string; name: string },
  options: SubmitOptions,
  traceparent: string,
): Promise<Workflow> {
  const json = await withArtifacts(
    ports,
    namespace,
    withOptions(await manifestOf(ports, namespace, resource), options),
    artifactOverrides(options.artifacts ?? []),
  );
  if (options.dryRun !== true) {
    return createWorkflow(ports, namespace, json, { dryRun: options.serverDryRun === true }, traceparent);
  }
  const manifest = decodeManifest(json);
  checkManifest(manifest, await loadTemplates(ports.resources, namespace, manifest.spec), { submit: true });
  return manifest;
}

/** A manifest as JSON, of which only these parts are looked at. */
interface Manifest {
  metadata: Record<string, unknown> & { labels?: object; annotations?: object };
  spec: Record<string, unknown> & {
    arguments?: { parameters?: { name?: unknown }[]; artifacts?: Artifact[] };
    workflowTemplateRef?: { name: string; clusterScope?: boolean };
  };
}

async function manifestOf(
  { resources }: ApiPorts,
  namespace: string,
  resource: { kind: string; name: string },
): Promise<Manifest> {
  const kind = KINDS.get(resource.kind);
  const { name } = resource;
  if (kind === undefined) {
    throw new ApiError(
      'invalid_argument',
      `Resource kind '${resource.kind}' is not supported for submitting`,
    );
  }
  if (name === '') throw new ApiError('invalid_argument', 'resourceName: the request names none');
  const metadata = { generateName: `${name}-` };
  if (kind !== 'CronWorkflow') {
    const clusterScope = kind === 'ClusterWorkflowTemplate';
    return {
      metadata,
      spec: { workflowTemplateRef: { name, ...(clusterScope ? { clusterScope } : {}) } },
    };
  }
  const stored = await resources.get({ kind, namespace, name });
  if (stored === undefined) throw new ApiError('not_found', `cronworkflows.argoproj.io "${name}" not found`);
  const { spec } = JSON.parse(stored.body) as {
    spec: { workflowSpec: Manifest['spec']; workflowMetadata?: { labels?: object; annotations?: object } };
  };
  const { labels, annotations } = spec.workflowMetadata ?? {};
  return {
    metadata: {
      ...metadata,
      labels: { ...labels, 'workflows.argoproj.io/cron-workflow': name },
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: spec.workflowSpec,
  };
}

/** Argo's ApplySubmitOpts. What Tiphys does not take is refused with the field that it would set. */
function withOptions({ metadata, spec }: Manifest, options: SubmitOptions): Manifest {
  const { name = '', generateName = '', entryPoint = '', parameters = [] } = options;
  return {
    metadata: {
      ...metadata,
      ...(name === '' ? {} : { name }),
      ...(generateName === '' ? {} : { generateName }),
      ...merged('labels', metadata.labels, options.labels),
      ...merged('annotations', metadata.annotations, options.annotations),
      ...(options.ownerReference === undefined ? {} : { ownerReferences: [options.ownerReference] }),
    },
    spec: {
      ...spec,
      ...(entryPoint === '' ? {} : { entrypoint: entryPoint }),
      ...text('serviceAccountName', options.serviceAccount),
      ...text('podPriorityClassName', options.podPriorityClassName),
      ...(typeof options.priority === 'number' ? { priority: options.priority } : {}),
      ...(parameters.length === 0 ? {} : { arguments: withParameters(spec.arguments, parameters) }),
    },
  };
}

/**
 * Artifacts of the arguments under other keys: the manifest's own, and those of the template that it refers to.
 *
 * @throws ApiError invalid_argument, not_found.
 */
async function withArtifacts(
  ports: ApiPorts,
  namespace: string,
  manifest: Manifest,
  keys: ReadonlyMap<string, string>,
): Promise<Manifest> {
  if (keys.size === 0) return manifest;
  const { spec } = manifest;
  const own = spec.arguments?.artifacts ?? [];
  const ref = spec.workflowTemplateRef;
  const ofTemplate = ref === undefined ? [] : await templateArtifacts(ports, namespace, ref);
  const changed = overridden(ref === undefined ? own : ofTemplate, keys);
  if (ref !== undefined) for (const artifact of changed) checkUploadedKey(namespace, artifact);
  const artifacts = [...own.filter(({ name }) => !keys.has(name)), ...changed];
  return { ...manifest, spec: { ...spec, arguments: { ...spec.arguments, artifacts } } };
}

async function templateArtifacts(
  { resources }: ApiPorts,
  namespace: string,
  { name, clusterScope }: { name: string; clusterScope?: boolean },
): Promise<Artifact[]> {
  const key = clusterScope
    ? ({ kind: 'ClusterWorkflowTemplate', namespace: '', name } as const)
    : ({ kind: 'WorkflowTemplate', namespace, name } as const);
  const found = await resources.get(key);
  if (found === undefined) {
    throw new ApiError('not_found', `${key.kind.toLowerCase()}s.argoproj.io "${name}" not found`);
  }
  const { spec } = JSON.parse(found.body) as { spec: { arguments?: { artifacts?: Artifact[] } } };
  return spec.arguments?.artifacts ?? [];
}

function text(field: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '' ? {} : { [field]: value };
}

function merged(
  field: 'labels' | 'annotations',
  own: object | undefined,
  text: string | undefined,
): Record<string, object> {
  if (text === undefined || text === '') return {};
  const given = text.split(',').map((term): [string, string] => {
    const at = term.indexOf('=');
    if (at > 0) return [term.slice(0, at), term.slice(at + 1)];
    throw new ApiError(
      'invalid_argument',
      `expected ${field} of the form: NAME1=VALUE2,NAME2=VALUE2. Received: ${text}`,
    );
  });
  return { [field]: { ...own, ...Object.fromEntries(given) } };
}

function withParameters(
  args: Manifest['spec']['arguments'],
  parameters: readonly string[],
): NonNullable<Manifest['spec']['arguments']> {
  const passed = parameters.map((text) => {
    const at = text.indexOf('=');
    if (at < 0) {
      throw new ApiError('invalid_argument', `expected parameter of the form: NAME=VALUE. Received: ${text}`);
    }
    return { name: text.slice(0, at), value: text.slice(at + 1) };
  });
  const names = new Set<unknown>(passed.map(({ name }) => name));
  return {
    ...args,
    parameters: [...passed, ...(args?.parameters ?? []).filter(({ name }) => !names.has(name))],
  };
}
