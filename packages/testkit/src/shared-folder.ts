import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * A path in the project's shared folder, beside the repository (TIPHYS_SHARED may name another place): facts and
 * recorded cases of the real Argo, which a clone may not have.
 *
 * @returns undefined, and a reason for `skip`, where it is absent.
 */
export function sharedPath(
  relative: string,
): { path: string; missing: false } | { path: undefined; missing: string } {
  const root = process.env.TIPHYS_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
  const path = resolve(root, relative);
  if (existsSync(path)) return { path, missing: false };
  return { path: undefined, missing: `there is no ${relative} in ${root}` };
}
