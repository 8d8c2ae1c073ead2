import { ObjectStoreError } from '../object-store-error.ts';

interface ServiceFailure {
  name?: unknown;
  message?: unknown;
  $metadata?: { httpStatusCode?: number };
}

const TRANSIENT = new Set([
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'InternalError',
  'ServiceUnavailable',
  'TimeoutError',
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

export function statusOf(error: unknown): number | undefined {
  return (error as ServiceFailure | null)?.$metadata?.httpStatusCode;
}

export function nameOf(error: unknown): string {
  const { name } = (error ?? {}) as ServiceFailure;
  return typeof name === 'string' ? name : '';
}

export function isMissingObject(error: unknown): boolean {
  const name = nameOf(error);
  return name === 'NoSuchKey' || (name === 'NotFound' && statusOf(error) === 404);
}

/**
 * What the SDK threw, in the port's words. The SDK's messages name hosts, buckets and keys, never a credential; its
 * error objects do hold the request, and so are not kept as a cause.
 */
export function asS3Error(what: string, error: unknown): unknown {
  if (error instanceof ObjectStoreError || !(error instanceof Error)) return error;
  if (error.name === 'AbortError') return error;
  const message = `${what}: ${messageOf(error)}`;
  if (nameOf(error) === 'NoSuchBucket') return new ObjectStoreError('bucket_missing', message);
  const status = statusOf(error);
  const code = networkCode(error);
  if (code !== undefined || TRANSIENT.has(error.name) || (status !== undefined && status >= 500)) {
    return new ObjectStoreError('store_unavailable', message);
  }
  if (status !== undefined || error.name === 'CredentialsProviderError' || code !== undefined) {
    return new ObjectStoreError('store_refused', message);
  }
  return error;
}

function networkCode(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && NETWORK.has(code)) return code;
  // Several addresses were tried.
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors)
    ? errors.map((one) => (one instanceof Error ? networkCode(one) : undefined)).find(Boolean)
    : undefined;
}

function messageOf(error: Error): string {
  const own = error.message === '' || error.message === 'UnknownError' ? error.name : error.message;
  return networkCode(error) !== undefined && error.message === '' ? (networkCode(error) ?? own) : own;
}
