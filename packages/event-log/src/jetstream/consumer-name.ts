import { createHash } from 'node:crypto';
import { encodeToken } from './token.ts';

/** The server keeps a consumer in a directory of its name: 255 bytes at most, here with room to spare. */
const MAX_TOKEN = 120;

/** A consumer's name for a pool or an agent; of a very long one the beginning, for people, and a hash. */
export function consumerName(kind: 'pool' | 'agent', id: string): string {
  const token = encodeToken(id);
  if (token.length <= MAX_TOKEN) return `${kind}-${token}`;
  const hash = createHash('sha256').update(id, 'utf16le').digest('hex');
  return `${kind}-${token.slice(0, MAX_TOKEN - hash.length)}-${hash}`;
}
