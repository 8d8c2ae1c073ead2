import { utf8 } from '../go/go-bytes.ts';
import { adler32, sha1, sha256, sha512 } from '../go/hash.ts';
import { ExpressionFailure } from '../result.ts';
import { text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

/** UTF-16 units: an expression that hashes more would hold up others. */
const MAX_HASHED = 1024 * 1024;

const hash = (name: string, run: (message: Uint8Array) => string): SprigEntry => [
  name,
  'string -> string',
  ([value]) => {
    if (text(value).length > MAX_HASHED) throw new ExpressionFailure(`sprig.${name}: the text is too long`);
    return run(utf8(text(value)));
  },
];

export const HASH_FUNCTIONS = defineFunctions([
  hash('sha1sum', sha1),
  hash('sha256sum', sha256),
  hash('sha512sum', sha512),
  hash('adler32sum', (message) => String(adler32(message))),
]);
