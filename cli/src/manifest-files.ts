import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './errors.ts';
import type { Session } from './session.ts';

/** A manifest's text and what to call it in messages. */
export interface ManifestText {
  readonly source: string;
  readonly text: string;
}

const MANIFEST = /\.(ya?ml|json)$/i;

/**
 * The texts of the named files, of the manifests in named directories, or of standard input for `-`.
 *
 * @throws CommandError failed: one cannot be read.
 */
export async function readManifestTexts(
  session: Pick<Session, 'readStdin'>,
  paths: readonly string[],
): Promise<ManifestText[]> {
  const texts: ManifestText[] = [];
  for (const path of paths) {
    if (path === '-') texts.push({ source: 'stdin', text: await session.readStdin() });
    else for (const file of manifestFiles(path)) texts.push({ source: file, text: readManifest(file) });
  }
  return texts;
}

/** @throws CommandError failed: it is no text in UTF-8; the line is told. */
function readManifest(path: string): string {
  const bytes = attempt(path, () => readFileSync(path));
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '');
  const lines = bytes.toString('latin1').split('\n');
  const line = lines.findIndex((one) => !isUtf8(Buffer.from(one, 'latin1')));
  throw new CommandError('failed', `${path}:${line + 1}: this is no text in UTF-8`);
}

/** The contents of a file, as one error line when it cannot be had. */
export function readText(path: string): string {
  return attempt(path, () => readFileSync(path, 'utf8'));
}

function manifestFiles(path: string): string[] {
  if (!attempt(path, () => statSync(path)).isDirectory()) return [path];
  const names = attempt(path, () => readdirSync(path, { recursive: true, encoding: 'utf8' }));
  return names
    .filter((name) => MANIFEST.test(name))
    .sort()
    .map((name) => join(path, name));
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const reason =
      code === 'ENOENT' ? 'no such file or directory' : cause instanceof Error ? cause.message : cause;
    throw new CommandError('failed', `${path}: ${reason}`, { cause });
  }
}
