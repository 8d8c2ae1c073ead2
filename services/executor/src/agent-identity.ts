import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'agent-id';

/** The id of the agent that has used this folder; undefined where none has. */
export function knownIdentity(folder: string): Promise<string | undefined> {
  return read(join(folder, FILE));
}

/**
 * The agent's id: the one that was drawn at its first start, kept in its folder. By it a restarted agent finds its
 * containers, so two agents must not share one, nor a host's name be enough.
 *
 * @throws where the folder cannot be written.
 */
export async function agentIdentity(folder: string, hostName: string): Promise<string> {
  const path = join(folder, FILE);
  const known = await read(path);
  if (known !== undefined) return known;
  await mkdir(folder, { recursive: true });
  const drawn = `${hostName}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(path, `${drawn}\n`, { flag: 'wx' });
    return drawn;
  } catch (error) {
    // Another start was first.
    const other = await read(path);
    if (other === undefined) throw error;
    return other;
  }
}

async function read(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}
