import { formatPath } from '@tiphys/spec';
import { fromArgoJson } from '@tiphys/wire/argo';
import { ClientError } from './client-error.ts';

/**
 * A request from its JSON.
 *
 * @throws ClientError invalid_argument for what Argo's message has no place for.
 */
export function request<T extends object>(typeName: string, json: Record<string, unknown>): T {
  const result = fromArgoJson<T>(typeName, json, { unknownFields: 'refuse' });
  if (result.ok) return result.message;
  const problems = result.problems.map(({ path, message }) => {
    // Of a manifest its own paths are told, as the server does.
    const inside = path[0] === 'workflow' || path[0] === 'template' ? path.slice(1) : path;
    return inside.length === 0 ? message : `${formatPath(inside)}: ${message}`;
  });
  throw new ClientError('invalid_argument', problems.join('\n'));
}
