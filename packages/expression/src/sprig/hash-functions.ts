import { utf8 } from '../go/go-bytes.ts';
import { adler32, sha1, sha256, sha512 } from '../go/hash.ts';
import { text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

/** @param steps what a byte costs. */
const hash = (name: string, steps: number, run: (message: Uint8Array) => string): SprigEntry => [
  name,
  'string -> string',
  ([value], meter) => {
    const bytes = utf8(text(value));
    meter.spend(bytes.length * steps);
    return run(bytes);
  },
];

export const HASH_FUNCTIONS = defineFunctions([
  hash('sha1sum', 1, sha1),
  hash('sha256sum', 1, sha256),
  hash('sha512sum', 16, sha512),
  hash('adler32sum', 1, (message) => String(adler32(message))),
]);
