import type { ResourceStore } from '../resource-store.ts';
import { type OpenResult, openData, type SealedSecret, type SecretPlace } from './sealed-secret.ts';
import type { SecretKeys } from './secret-keys.ts';

/**
 * The entries of a Secret.
 *
 * @param keys absent: `who` has none, and can open no Secret.
 * @param who as a message names this process: `agent`.
 * @returns undefined where there is none of that name; why it cannot be opened as a whole sentence.
 * @throws ResourceStoreError
 */
export async function openSecret(
  resources: Pick<ResourceStore, 'get'>,
  keys: SecretKeys | undefined,
  { namespace, name }: SecretPlace,
  who: string,
): Promise<OpenResult | undefined> {
  const found = await resources.get({ kind: 'Secret', namespace, name });
  if (found === undefined) return undefined;
  const opened: OpenResult =
    keys === undefined
      ? { ok: false, problem: `the ${who} has no keys (TIPHYS_SECRETS_KEY, TIPHYS_SECRETS_KEY_FILE)` }
      : openData(keys, { namespace, name }, JSON.parse(found.body) as SealedSecret);
  return opened.ok ? opened : { ok: false, problem: `secret "${name}" cannot be opened: ${opened.problem}` };
}
