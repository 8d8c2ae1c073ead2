import { readFile } from 'node:fs/promises';
import { SecretKeys, type SecretKeysResult } from './secret-keys.ts';

/** Where the keys stand; both absent: there are none, and no Secret can be kept or used. */
export interface SecretKeySource {
  /** The keys themselves. */
  text?: string | undefined;
  /** A file that has them. */
  file?: string | undefined;
}

/** Reads the keys; undefined where none are configured. The problem names the file, never what is in it. */
export async function readSecretKeys({ text, file }: SecretKeySource): Promise<SecretKeysResult | undefined> {
  if (text !== undefined) return SecretKeys.parse(text);
  if (file === undefined) return undefined;
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return { ok: false, problem: `${file} cannot be read (${reason})` };
  }
  const parsed = SecretKeys.parse(content);
  return parsed.ok ? parsed : { ok: false, problem: `${file}: ${parsed.problem}` };
}
