import { ApiError } from '../errors.ts';

/** What the status service's message holds. */
const MAX_PAGE = 2 ** 32 - 1;

const WITH_NODES = ['items', 'items.status', 'items.status.nodes'];

/** Kubernetes' ListOptions, as far as they mean something here. */
export interface ListOptionsMessage {
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  limit?: number | undefined;
  continue?: string | undefined;
  resourceVersion?: string | undefined;
}

/** What of it says which workflows. */
export function selectors(options: ListOptionsMessage | undefined): {
  labelSelector: string;
  fieldSelector: string;
} {
  return { labelSelector: options?.labelSelector ?? '', fieldSelector: options?.fieldSelector ?? '' };
}

/**
 * How many workflows a page has at most; 0: all of them.
 *
 * @throws ApiError invalid_argument
 */
export function pageSize(options: ListOptionsMessage | undefined): number {
  const limit = options?.limit ?? 0;
  if (limit >= 0 && limit <= MAX_PAGE) return limit;
  throw new ApiError('invalid_argument', `listOptions.limit: ${limit} is not between 0 and ${MAX_PAGE}`);
}

/**
 * The version after which a watch begins. Empty and `0` are Kubernetes' ways to ask for what is there first.
 *
 * @throws ApiError invalid_argument
 */
export function sinceVersion(options: ListOptionsMessage | undefined): number {
  const text = options?.resourceVersion ?? '';
  if (text === '') return 0;
  if (!/^\d{1,15}$/.test(text)) {
    throw new ApiError('invalid_argument', `listOptions.resourceVersion: "${text}" is no version`);
  }
  return Number(text);
}

/**
 * Whether whole trees are wanted, which are only read then.
 *
 * @param fields Argo's `fields`: names what is wanted, or with a minus what is not; empty: everything.
 */
export function wantsNodes(fields: string): boolean {
  if (fields === '') return true;
  const names = fields.replace(/^-/, '').split(',');
  if (fields.startsWith('-')) return !names.some((name) => WITH_NODES.includes(name));
  return names.some((name) => WITH_NODES.includes(name) || name.startsWith('items.status.nodes.'));
}
