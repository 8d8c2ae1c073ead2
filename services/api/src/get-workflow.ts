import type { WorkflowRef } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import type { ApiPorts } from './ports.ts';

/** Argo's name for the newest workflow of a namespace. */
const LATEST = '@latest';

/**
 * One workflow with its tree. Sees whatever was accepted before it was called: a workflow that no scheduler has
 * taken yet is answered from its command, as Argo answers one that the controller has not seen. `@latest` is the
 * newest that the read side has.
 *
 * @param uid empty: whichever has the name now.
 * @throws ApiError not_found.
 */
export async function getWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  uid = '',
): Promise<Workflow> {
  if (name === LATEST) return latestWorkflow(ports, namespace);
  if (name === '' && uid === '') throw nameless();
  const found = await ports.status.get(uid === '' ? { namespace, name } : { uid }, 0);
  const workflow = found?.workflow ?? (await acceptedWorkflow(ports, namespace, name, uid));
  // Whoever names it by both means no other.
  if (name !== '' && workflow.metadata.name !== name) throw notFound(name);
  if (namespace !== '' && workflow.metadata.namespace !== namespace) throw notFound(name || uid);
  return workflow;
}

/**
 * Which workflow a command is about.
 *
 * @throws ApiError not_found.
 */
export async function workflowRef(ports: ApiPorts, namespace: string, name: string): Promise<WorkflowRef> {
  if (name === '') throw nameless();
  if (name === LATEST) {
    const { metadata } = await latestWorkflow(ports, namespace);
    return {
      uid: metadata.uid ?? '',
      namespace: metadata.namespace ?? namespace,
      name: metadata.name ?? '',
    };
  }
  return { uid: await holderOf(ports, namespace, name), namespace, name };
}

export function notFound(name: string): ApiError {
  return new ApiError('not_found', `workflows.argoproj.io "${name}" not found`);
}

function nameless(): ApiError {
  return new ApiError('invalid_argument', 'name: the request names no workflow');
}

async function holderOf(ports: ApiPorts, namespace: string, name: string): Promise<string> {
  const uid = await ports.names.lookup(namespace, name);
  if (uid === undefined) throw notFound(name);
  return uid;
}

/** Accepted, but not projected: still a command, or on its way from the history to the read side. */
async function acceptedWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  uid: string,
): Promise<Workflow> {
  const holder = uid === '' ? await holderOf(ports, namespace, name) : uid;
  const pending = await ports.commands.pendingCreate(holder);
  if (pending?.command.type === 'createWorkflow') return pending.command.workflow;
  const version = await ports.history.latestVersion();
  const found = await ports.status.get({ uid: holder }, version);
  if (found === undefined) throw notFound(name || uid);
  return found.workflow;
}

async function latestWorkflow(ports: ApiPorts, namespace: string): Promise<Workflow> {
  const { workflows } = await ports.status.list({
    namespace,
    labelSelector: '',
    fieldSelector: '',
    limit: 1,
    continueToken: '',
    includeNodes: true,
  });
  const [newest] = workflows;
  if (newest === undefined) throw new ApiError('not_found', 'no workflows found');
  return newest;
}
