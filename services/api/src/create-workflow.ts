import { isWorkflowName, randomNameSuffix, type Workflow, workflowName } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { readManifest } from './manifest.ts';
import type { ApiPorts } from './ports.ts';
import { newUid, uidTime } from './workflow-identity.ts';

/** How often another generated name is tried where one is taken. */
const NAME_ATTEMPTS = 8;
/**
 * A name whose holder never got as far as its command: the api died between reserving and publishing. After this
 * time, far longer than the two take, the name is given to whoever asks. The scheduler refuses to create a workflow
 * whose name is another's, so a late publish does no harm.
 */
const ABANDONED_AFTER_MS = 60_000;

export interface CreateOptions {
  /** Validate, answer as if it had been created, store nothing. */
  dryRun: boolean;
}

/**
 * Accepts a workflow: when it resolves, its creation is a durable command (guarantee 1), which some scheduler will
 * carry out.
 *
 * @param json the manifest as Argo's JSON.
 * @returns the workflow with its name, namespace, uid and creation time.
 * @throws ApiError invalid_argument for a manifest that is refused, already_exists for a name that is taken.
 */
export async function createWorkflow(
  ports: ApiPorts,
  namespace: string,
  json: unknown,
  options: CreateOptions,
  traceparent: string,
): Promise<Workflow> {
  const manifest = readManifest(json);
  const ns = targetNamespace(namespace, manifest);
  const { clock, random } = ports;
  if (options.dryRun) return { ...manifest, metadata: { ...manifest.metadata, namespace: ns } };
  const at = clock.now();
  const uid = newUid(at, random);
  const name = await reserveName(ports, ns, manifest, uid);
  const workflow: Workflow = {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      name,
      namespace: ns,
      uid,
      creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
    },
  };
  await ports.commands.publish({
    id: `create-${uid}`,
    ref: { uid, namespace: ns, name },
    command: { type: 'createWorkflow', workflow },
    traceparent,
  });
  return workflow;
}

/** The namespace of the request; a manifest that names another contradicts it, as in Kubernetes. */
function targetNamespace(requested: string, manifest: Workflow): string {
  const own = manifest.metadata.namespace ?? '';
  if (own !== '' && requested !== '' && own !== requested) {
    throw new ApiError(
      'invalid_argument',
      `metadata.namespace: the manifest says "${own}" and the request "${requested}"`,
    );
  }
  const namespace = own || requested;
  if (namespace === '') throw new ApiError('invalid_argument', 'namespace: the request names none');
  return namespace;
}

async function reserveName(
  ports: ApiPorts,
  namespace: string,
  manifest: Workflow,
  uid: string,
): Promise<string> {
  const { name, generateName = '' } = manifest.metadata;
  if (name !== undefined && name !== '') {
    if (await takeName(ports, namespace, name, uid)) return name;
    throw new ApiError('already_exists', `workflows.argoproj.io "${name}" already exists`);
  }
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
    const candidate = workflowName(generateName, randomNameSuffix(ports.random));
    if (!isWorkflowName(candidate)) {
      throw new ApiError('invalid_argument', `metadata.generateName: "${candidate}" would be no legal name`);
    }
    if (await takeName(ports, namespace, candidate, uid)) return candidate;
  }
  throw new ApiError(
    'already_exists',
    `metadata.generateName: ${NAME_ATTEMPTS} generated names were all taken`,
  );
}

async function takeName(ports: ApiPorts, namespace: string, name: string, uid: string): Promise<boolean> {
  const { names, commands, status, history, clock } = ports;
  if (await names.reserve(namespace, name, uid)) return true;
  const holder = await names.lookup(namespace, name);
  if (holder === undefined) return names.reserve(namespace, name, uid);
  const since = uidTime(holder);
  if (since === undefined || clock.now() - since < ABANDONED_AFTER_MS) return false;
  if ((await commands.pendingCreate(holder)) !== undefined) return false;
  if ((await status.get({ uid: holder }, await history.latestVersion())) !== undefined) return false;
  await names.release(namespace, name, holder);
  return names.reserve(namespace, name, uid);
}
