/** What the CLI tells apart of a server's answers; gRPC's names in small letters. */
export type ServerErrorCode =
  | 'not_found'
  | 'already_exists'
  | 'invalid_argument'
  | 'unavailable'
  | 'unimplemented'
  | 'other';

const CODES: ReadonlySet<string> = new Set<ServerErrorCode>([
  'not_found',
  'already_exists',
  'invalid_argument',
  'unavailable',
  'unimplemented',
]);

/** The code of an error that the client threw. */
export function errorCode(error: unknown): ServerErrorCode {
  const code = error instanceof Error && 'code' in error ? String(error.code).toLowerCase() : '';
  return isKnown(code) ? code : 'other';
}

function isKnown(code: string): code is ServerErrorCode {
  return CODES.has(code);
}
