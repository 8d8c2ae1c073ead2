import { failure, type Result, success } from '../result.ts';
import { cleanPath } from './location.ts';

/**
 * Where an artifact lies in the container (Argo's CleanPath): what comes after the first `/../` must not lead out of
 * what is before it, so that a parameter in a path cannot.
 */
export function artifactPath(name: string, path: string): Result<string> {
  if (path === '') return failure(`Artifact '${name}' did not specify a path`);
  const cleaned = cleanPath(path);
  const upwards = path.indexOf('/../');
  const safe = upwards >= 0 ? path.slice(0, upwards) : path.endsWith('/..') ? path.slice(0, -3) : '';
  if (safe !== '' && (!cleaned.startsWith(`${safe}/`) || cleaned.length <= safe.length + 1)) {
    return failure(
      `Artifact '${name}' attempted to use a path containing '..'. Directory traversal is not permitted`,
    );
  }
  return success(cleaned);
}
