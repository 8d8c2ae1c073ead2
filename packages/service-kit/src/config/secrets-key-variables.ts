import { optionalSecret, optionalText } from './variable.ts';

/** The keys that Secrets are sealed and opened with; spread into the variables of a service that has them. */
export const SECRETS_KEY_VARIABLES = {
  secretsKey: optionalSecret('TIPHYS_SECRETS_KEY', {
    description:
      'keys that Secrets are sealed with: 32 bytes in base64, separated by commas; the first seals, all open',
  }),
  secretsKeyFile: optionalText('TIPHYS_SECRETS_KEY_FILE', {
    description: 'file with such keys, one a line; where TIPHYS_SECRETS_KEY is not set',
  }),
} as const;
