import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKeys } from './secret-keys.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A Secret as it is stored: everything but what it holds. */
export interface SealedSecret {
  metadata: Record<string, unknown>;
  type: string;
  immutable?: boolean;
  /** Names of its entries, in order. */
  keys: string[];
  sealed: {
    /** Which key opens it. */
    keyId: string;
    /** Nonce, text and tag, in base64. */
    text: string;
  };
}

/** Where a sealed text belongs: one that was put elsewhere does not open. */
export interface SecretPlace {
  namespace: string;
  name: string;
}

/**
 * Seals the entries of a Secret with AES-256-GCM.
 *
 * @param data each entry's bytes in base64.
 */
export function sealData(
  keys: SecretKeys,
  place: SecretPlace,
  data: Readonly<Record<string, string>>,
): Pick<SealedSecret, 'keys' | 'sealed'> {
  const names = Object.keys(data).sort();
  const { id, key } = keys.sealing;
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  cipher.setAAD(associated(place, names));
  const values = names.map((name) => data[name] ?? '');
  const text = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
  const sealed = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64');
  return { keys: names, sealed: { keyId: id, text: sealed } };
}

export type OpenResult =
  | { ok: true; data: Map<string, Uint8Array> }
  /** Says which key is missing, or that the text has been tampered with; nothing of what is in it. */
  | { ok: false; problem: string };

/** Opens what `sealData` sealed. */
export function openData(
  keys: SecretKeys,
  place: SecretPlace,
  { keys: names, sealed }: Pick<SealedSecret, 'keys' | 'sealed'>,
): OpenResult {
  const key = keys.find(sealed.keyId);
  if (key === undefined)
    return { ok: false, problem: `it is sealed with key ${sealed.keyId}, which is not here` };
  const bytes = Buffer.from(sealed.text, 'base64');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return { ok: false, problem: 'its sealed text is cut' };
  try {
    const decipher = createDecipheriv(ALGORITHM, key.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(associated(place, names));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    const values = JSON.parse(text.toString('utf8')) as string[];
    return {
      ok: true,
      data: new Map(names.map((name, index) => [name, Buffer.from(values[index] ?? '', 'base64')])),
    };
  } catch {
    // Whatever it is that went wrong, its message may tell of the text.
    return { ok: false, problem: 'its sealed text has been changed' };
  }
}

function associated({ namespace, name }: SecretPlace, names: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([namespace, name, names]), 'utf8');
}
