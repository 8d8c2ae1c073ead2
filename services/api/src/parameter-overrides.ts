import { ApiError } from './errors.ts';

/**
 * Arguments as Argo's clients send them, `name=value`.
 *
 * @throws ApiError invalid_argument for one without `=`.
 */
export function parameterOverrides(texts: readonly string[]): { name: string; value: string }[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at >= 0) return { name: text.slice(0, at), value: text.slice(at + 1) };
    throw new ApiError('invalid_argument', `expected parameter of the form: NAME=VALUE. Received: ${text}`);
  });
}
