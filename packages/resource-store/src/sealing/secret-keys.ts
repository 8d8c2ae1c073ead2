import { createHash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const ID_LENGTH = 8;

/** A key for sealing, and the name by which sealed texts call it. */
export interface SecretKey {
  id: string;
  key: Buffer;
}

export type SecretKeysResult = { ok: true; keys: SecretKeys } | { ok: false; problem: string };

/** Keys that Secrets are sealed with: the first one seals, each of them opens. */
export class SecretKeys {
  readonly sealing: SecretKey;
  readonly #byId: ReadonlyMap<string, SecretKey>;

  private constructor(keys: readonly [SecretKey, ...SecretKey[]]) {
    this.sealing = keys[0];
    this.#byId = new Map(keys.map((key) => [key.id, key]));
  }

  /**
   * @param text keys of 32 bytes in base64, one a line or separated by commas; `#` begins a comment.
   * @returns a problem that never shows what was read.
   */
  static parse(text: string): SecretKeysResult {
    const words = text
      .split('\n')
      .flatMap((line) => line.replace(/#.*/, '').split(','))
      .map((word) => word.trim())
      .filter((word) => word !== '');
    const keys = words.map((word) => Buffer.from(word, 'base64'));
    const wrong = keys.findIndex((key) => key.length !== KEY_BYTES);
    if (wrong >= 0) return { ok: false, problem: `key ${wrong + 1} is not ${KEY_BYTES} bytes in base64` };
    const [first, ...others] = keys.map((key) => ({ id: idOf(key), key }));
    if (first === undefined) return { ok: false, problem: 'there is no key in it' };
    return { ok: true, keys: new SecretKeys([first, ...others]) };
  }

  /** A new key, in the form that `parse` takes. */
  static generate(): string {
    return randomBytes(KEY_BYTES).toString('base64');
  }

  find(id: string): SecretKey | undefined {
    return this.#byId.get(id);
  }
}

function idOf(key: Buffer): string {
  return createHash('sha256').update('tiphys secrets key id').update(key).digest('hex').slice(0, ID_LENGTH);
}
