import { connect } from 'node:http2';

const CHECK = '/grpc.health.v1.Health/Check';
/** The answer's only field, 1, with the value of SERVING, 1. */
const SERVING = Buffer.from([0x08, 0x01]);
/** Of a gRPC message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/**
 * Asks gRPC's health service (grpc.health.v1), without TLS, as the kubelet does.
 *
 * @param service empty: the server as a whole.
 * @throws where there is no answer.
 */
export function grpcServes(
  host: string,
  port: number,
  service: string,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const session = connect(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const onAbort = (): void => fail(signal.reason);
    const end = (): void => {
      signal.removeEventListener('abort', onAbort);
      session.destroy();
    };
    const fail = (error: unknown): void => {
      end();
      reject(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    session.once('error', fail);
    const call = session.request({
      ':method': 'POST',
      ':path': CHECK,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const parts: Buffer[] = [];
    let status: unknown;
    const onHeaders = (headers: { 'grpc-status'?: unknown }): void => {
      status = headers['grpc-status'] ?? status;
    };
    call.on('response', onHeaders).on('trailers', onHeaders).once('error', fail);
    call.on('data', (part: Buffer) => parts.push(part));
    call.once('end', () => {
      end();
      resolve(status === '0' && Buffer.concat(parts).subarray(PREFIX_BYTES).equals(SERVING));
    });
    call.end(checkRequest(service));
  });
}

/** A message with one text, its field 1. */
function checkRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  const message =
    name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, ...varint(name.length)]), name]);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
