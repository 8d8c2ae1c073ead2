import { formatPath } from '@tiphys/spec';
import { WireError } from '../wire-error.ts';
import { fromArgoJson } from './from-json.ts';
import { toArgoJson } from './to-json.ts';

/** Of every one of Argo's own types. */
export const PACKAGE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1';

/** A page of Argo's objects, as its JSON has it. */
export interface Page<T> {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: T[];
}

/**
 * One of our own objects as a message; apiVersion and kind have no place in it.
 *
 * @throws WireError where it is none of Argo's: our own mistake.
 */
export function ownMessage<T extends object>(typeName: string, json: unknown): T {
  const result = fromArgoJson<T>(typeName, json, { unknownFields: 'refuse' });
  if (result.ok) return result.message;
  const reasons = result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new WireError(typeName, reasons.join('; '));
}

/** @throws WireError where the message holds raw JSON that is none. */
export function pageFromMessage<T>(listType: string, message: object): Page<T> {
  const { metadata, items } = toArgoJson(listType, message) as Page<T>;
  return { metadata, items: items ?? [] };
}
