import { ReadModelError } from './errors.ts';

/** Where the next page of a list begins, as a text that callers cannot read anything into. */
export function continueToken(createdVersion: number): string {
  return Buffer.from(JSON.stringify({ before: createdVersion })).toString('base64url');
}

/**
 * @returns the created version before which the page begins; undefined for the first page.
 * @throws ReadModelError invalid_continue_token.
 */
export function readContinueToken(token: string): number | undefined {
  if (token === '') return undefined;
  try {
    const { before } = JSON.parse(Buffer.from(token, 'base64url').toString()) as { before?: unknown };
    if (typeof before === 'number' && Number.isSafeInteger(before) && before >= 0) return before;
  } catch {
    // Said below, as for any other text.
  }
  throw new ReadModelError('invalid_continue_token', 'the continue token is not from this server');
}
