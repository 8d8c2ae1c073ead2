import { ExpressionFailure } from '../result.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

/** Random values, keys and the network: an expression gives the same value whenever it is evaluated. */
const UNAVAILABLE = [
  ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randInt', 'randBytes', 'shuffle', 'uuidv4'],
  ...['bcrypt', 'htpasswd', 'genPrivateKey', 'derivePassword', 'buildCustomCert', 'genCA', 'genCAWithKey'],
  ...['genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert', 'genSignedCertWithKey'],
  ...['encryptAES', 'decryptAES', 'getHostByName'],
];

export const UNAVAILABLE_FUNCTIONS = defineFunctions(
  UNAVAILABLE.map(
    (name): SprigEntry => [
      name,
      '...any -> any',
      () => {
        throw new ExpressionFailure(
          `sprig.${name} is not available: an expression may not depend on chance, on secrets or on the network`,
        );
      },
    ],
  ),
);
