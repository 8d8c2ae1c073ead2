/**
 * What Argo's controller takes for the fault of a network or server that is busy, by the text of the message alone
 * (util/errors: IsTransientErr). Its TRANSIENT_ERROR_PATTERN is a setting of the controller.
 */
const TRANSIENT = [
  'etcdserver: leader changed',
  'etcdserver: request timed out',
  'etcdserver: too many requests',
  'client rate limiter Wait returned an error',
  'unexpected error when reading response body',
  'stream error when reading response body',
  'Connection closed by foreign host',
  'net/http: TLS handshake timeout',
  'i/o timeout',
  'connection timed out',
  'connection reset by peer',
  'http2: client connection lost',
  'http2: server sent GOAWAY and closed the connection',
  'request did not complete within requested timeout',
  'connect: connection refused',
  'invalid connection',
  'upper: no more rows in',
];

export function isTransientError(message: string): boolean {
  return TRANSIENT.some((text) => message.includes(text));
}
