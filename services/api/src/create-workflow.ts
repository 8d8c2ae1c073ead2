import { workflowMetadata } from '@tiphys/engine';
import { EventLogError, type WorkflowRef } from '@tiphys/event-log';
import { loadTemplates } from '@tiphys/resource-store';
import {
  isWorkflowName,
  type NodeStatus,
  randomNameSuffix,
  resolveTemplates,
  type Workflow,
  workflowName,
} from '@tiphys/spec';
import { validateLabels } from '@tiphys/validation';
import { ApiError } from './errors.ts';
import { checkManifest, decodeManifest, refusal } from './manifest.ts';
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
/** A publish that took longer than this looks whether the name still is its own before it says yes. */
const LATE_AFTER_MS = ABANDONED_AFTER_MS / 2;

export interface CreateOptions {
  /** Validate, answer as if it had been created, store nothing; a generated name is not kept. */
  dryRun: boolean;
  /** Nodes that do not run, by the name that the workflow gets. */
  reusedNodes?: (name: string) => Record<string, NodeStatus>;
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
  const manifest = decodeManifest(json);
  const ns = targetNamespace(namespace, manifest);
  const library = await loadTemplates(ports.resources, ns, manifest.spec);
  checkManifest(manifest, library, { submit: true });
  const at = ports.clock.now();
  const uid = newUid(at, ports.random);
  const name = options.dryRun
    ? await unreservedName(ports, ns, manifest)
    : await reserveName(ports, ns, manifest, uid);
  const named: Workflow = {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      name,
      namespace: ns,
      uid,
      creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
    },
  };
  let resolved: Workflow;
  try {
    resolved = withMetadata(resolveTemplates(named, library).workflow, at);
  } catch (error) {
    if (!options.dryRun) await ports.names.release(ns, name, uid);
    throw error;
  }
  const nodes = options.reusedNodes?.(name);
  const workflow =
    nodes === undefined
      ? resolved
      : { ...resolved, status: { startedAt: null, finishedAt: null, ...resolved.status, nodes } };
  if (!options.dryRun) await publishCreation(ports, workflow, { uid, namespace: ns, name }, at, traceparent);
  return workflow;
}

/** With the labels and annotations of its `workflowMetadata`. */
function withMetadata(workflow: Workflow, at: number): Workflow {
  const metadata = workflowMetadata(workflow, at);
  if (metadata.ok) {
    const { errors } = validateLabels(metadata.value);
    if (errors.length > 0) throw refusal(errors);
    return { ...workflow, metadata: metadata.value };
  }
  throw new ApiError('invalid_argument', `spec.workflowMetadata: ${metadata.message}`);
}

/** @param at when the name was reserved. */
async function publishCreation(
  { commands, names, clock, resources }: ApiPorts,
  workflow: Workflow,
  ref: WorkflowRef,
  at: number,
  traceparent: string,
): Promise<void> {
  const { uid, namespace, name } = ref;
  try {
    // What was set before is seen by the decision, whichever scheduler makes it.
    const resourceRevision = await resources.lastRevision();
    const command = { type: 'createWorkflow', workflow, resourceRevision } as const;
    await commands.publish({ id: `create-${uid}`, ref, command, traceparent });
  } catch (error) {
    // Nothing was stored. After any other error the command may be there, and needs the name.
    if (isTooLarge(error)) await names.release(namespace, name, uid);
    throw error;
  }
  if (clock.now() - at < LATE_AFTER_MS) return;
  // As long as the name is this workflow's now, it stays so: whoever wants it finds the command.
  if ((await names.lookup(namespace, name)) === uid) return;
  throw new ApiError(
    'unavailable',
    `the broker took so long that the name "${name}" went to another workflow: submit again`,
  );
}

function isTooLarge(error: unknown): boolean {
  return error instanceof EventLogError && error.code === 'payload_too_large';
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

/** A name as the workflow would get it. */
async function unreservedName(ports: ApiPorts, namespace: string, manifest: Workflow): Promise<string> {
  const { name = '', generateName = '' } = manifest.metadata;
  if (name === '') return generatedName(ports, generateName);
  if ((await ports.names.lookup(namespace, name)) !== undefined) throw alreadyExists(name);
  return name;
}

async function reserveName(
  ports: ApiPorts,
  namespace: string,
  manifest: Workflow,
  uid: string,
): Promise<string> {
  const { name = '', generateName = '' } = manifest.metadata;
  if (name !== '') {
    if (await takeName(ports, namespace, name, uid)) return name;
    throw alreadyExists(name);
  }
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
    const candidate = generatedName(ports, generateName);
    if (await takeName(ports, namespace, candidate, uid)) return candidate;
  }
  throw new ApiError(
    'already_exists',
    `metadata.generateName: ${NAME_ATTEMPTS} generated names were all taken`,
  );
}

function generatedName(ports: ApiPorts, generateName: string): string {
  const candidate = workflowName(generateName, randomNameSuffix(ports.random));
  if (isWorkflowName(candidate)) return candidate;
  throw new ApiError('invalid_argument', `metadata.generateName: "${candidate}" would be no legal name`);
}

function alreadyExists(name: string): ApiError {
  return new ApiError('already_exists', `workflows.argoproj.io "${name}" already exists`);
}

async function takeName(ports: ApiPorts, namespace: string, name: string, uid: string): Promise<boolean> {
  const { names, clock } = ports;
  if (await names.reserve(namespace, name, uid)) return true;
  const holder = await names.lookup(namespace, name);
  if (holder === undefined) return names.reserve(namespace, name, uid);
  const since = uidTime(holder);
  if (since === undefined || clock.now() - since < ABANDONED_AFTER_MS) return false;
  if (await isWorkflow(ports, holder)) return false;
  await names.release(namespace, name, holder);
  // Its command may have come since, and been carried out while the name still was its own.
  if (await isWorkflow(ports, holder)) {
    await names.reserve(namespace, name, holder);
    return false;
  }
  return names.reserve(namespace, name, uid);
}

/** Whether the uid is that of a workflow that has been accepted, and is not deleted. */
async function isWorkflow({ commands, status, history }: ApiPorts, uid: string): Promise<boolean> {
  if ((await status.get({ uid }, 0, { liveOnly: true })) !== undefined) return true;
  if ((await commands.pendingCreate(uid)) !== undefined) return true;
  return (await status.get({ uid }, await history.latestVersion(), { liveOnly: true })) !== undefined;
}
