import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretKeys } from '@tiphys/resource-store';
import type { Environment } from '@tiphys/service-kit';

/**
 * Where the key for Secrets is: the environment says so, or it lies in the data directory, made at the first start
 * and readable for its owner alone.
 */
export async function secretsKeySettings(directory: string, env: Environment): Promise<Environment> {
  if (env.TIPHYS_SECRETS_KEY || env.TIPHYS_SECRETS_KEY_FILE) return {};
  const path = join(directory, 'secrets.key');
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${SecretKeys.generate()}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    await readFile(path);
  }
  return { TIPHYS_SECRETS_KEY_FILE: path };
}
