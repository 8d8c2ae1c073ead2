import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import type { ApiPorts } from './ports.ts';
import { type ResubmitOptions, resubmit } from './resubmit-workflow.ts';
import type { ArchiveQuery } from './status-reader.ts';

/** How an archived workflow is named: by name with its namespace where there is a name, else by uid. */
export interface ArchivedKey {
  uid: string;
  namespace: string;
  name: string;
}

export interface ArchivedList extends Omit<ArchiveQuery, 'offset'> {
  /** Argo's is the number of workflows before the page; empty: none. */
  continueToken: string;
}

/** @throws ApiError not_found. */
export async function getArchived(ports: ApiPorts, { uid, namespace, name }: ArchivedKey): Promise<Workflow> {
  if (uid === '' && name === '') {
    throw new ApiError('invalid_argument', 'uid: the request names no workflow, nor does it by name');
  }
  const found = await ports.status.archive.get(uid === '' ? { namespace, name } : { uid });
  if (found === undefined) throw new ApiError('not_found', 'not found');
  return found;
}

/**
 * One page, unfinished and then newest first, as Argo sorts workflows.
 *
 * @throws ApiError invalid_argument.
 */
export async function listArchived(
  ports: ApiPorts,
  { continueToken, ...asked }: ArchivedList,
): Promise<{ items: Workflow[]; continueToken: string; remaining: number }> {
  if (!/^\d{0,9}$/.test(continueToken)) {
    throw new ApiError('invalid_argument', 'listOptions.continue must be int');
  }
  const offset = Number(continueToken);
  const { workflows, remaining } = await ports.status.archive.list({ ...asked, offset });
  return {
    items: workflows.sort(byFinish),
    continueToken: remaining === 0 ? '' : String(offset + workflows.length),
    remaining,
  };
}

/** @throws ApiError not_found. */
export async function deleteArchived(ports: ApiPorts, key: ArchivedKey): Promise<void> {
  const { metadata } = await getArchived(ports, named(key));
  await ports.status.archive.delete(metadata.uid ?? '');
}

/**
 * @param selector one key of labels, and no value.
 * @throws ApiError invalid_argument.
 */
export function archivedLabelValues(ports: ApiPorts, selector: string): Promise<string[]> {
  const requirements = selector.split(',').filter((requirement) => requirement.trim() !== '');
  if (requirements.length !== 1) {
    throw new ApiError('invalid_argument', `only allow 1 labelRequirement, found ${requirements.length}`);
  }
  const key = selector.trim();
  if (!/^[\w./-]+$/.test(key)) {
    throw new ApiError('invalid_argument', `operation is not supported: "${key}" is more than a key`);
  }
  return ports.status.archive.labels(key);
}

/** Submits an archived workflow once more. @throws ApiError not_found, invalid_argument. */
export async function resubmitArchived(
  ports: ApiPorts,
  key: ArchivedKey,
  options: ResubmitOptions,
  traceparent: string,
): Promise<Workflow> {
  const old = await getArchived(ports, named(key));
  return resubmit(ports, old, options, traceparent);
}

/** Where a request has both, Argo goes by the name. */
export function named(key: ArchivedKey): ArchivedKey {
  return key.name === '' ? key : { ...key, uid: '' };
}

/** Go's order of Argo's Workflows: the last to finish first, then the last to start. */
function byFinish(a: Workflow, b: Workflow): number {
  const finished = timeOf(b.status?.finishedAt) - timeOf(a.status?.finishedAt);
  return finished || timeOf(b.status?.startedAt) - timeOf(a.status?.startedAt);
}

function timeOf(text: string | null | undefined): number {
  return text == null ? 0 : Date.parse(text);
}
