import {
  ChannelCredentials,
  Client,
  type ClientReadableStream,
  type ClientUnaryCall,
  Metadata,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { ClientError, clientError } from './client-error.ts';
import type { ClientOptions, TlsOptions } from './client-options.ts';

const DEFAULT_DEADLINE_MS = 30_000;
/** Argo's limit (GRPC_MESSAGE_SIZE): a large tree is a large message. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;

const CHANNEL_OPTIONS = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  // A proxy that cuts idle connections sees a ping before its minute is over.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  // A server that restarts is found again at once, not after gRPC's two minutes.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // A new client does not wait for what an older one of this process failed at.
  'grpc.use_local_subchannel_pool': 1,
};

/** One method of a service as ts-proto defines it. */
export type Method<Request extends object, Response extends object> = Pick<
  MethodDefinition<Request, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>;

/** One channel to a server, and calls on it as promises and async iterables. */
export class Connection {
  readonly #client: Client;
  readonly #deadlineMs: number;
  readonly #token: string | undefined;

  constructor({ address, token, tls, deadlineMs }: ClientOptions) {
    this.#client = new Client(address, credentialsOf(tls), CHANNEL_OPTIONS);
    this.#deadlineMs = deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#token = token;
  }

  /**
   * @param deadlineMs instead of the connection's own.
   * @throws ClientError; `cancelled` by the signal.
   */
  unary<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    request: Request,
    { signal, deadlineMs = this.#deadlineMs }: { signal?: AbortSignal | undefined; deadlineMs?: number } = {},
  ): Promise<Response> {
    if (signal?.aborted) return Promise.reject(new ClientError('cancelled', 'the call was cancelled'));
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const answered = (error: ServiceError | null, response?: Response): void => {
      signal?.removeEventListener('abort', cancel);
      if (error !== null) reject(clientError(error));
      else if (response === undefined)
        reject(new ClientError('internal', 'the server answered without a message'));
      else resolve(response);
    };
    const { path, requestSerialize, responseDeserialize } = method;
    const call: ClientUnaryCall = this.#client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata(),
      { deadline: new Date(Date.now() + deadlineMs) },
      answered,
    );
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    return promise;
  }

  /**
   * A server's stream. Ends quietly by the signal; what is not read is held back at the server.
   *
   * @param opened called once, when the server has answered with its headers.
   * @throws ClientError
   */
  async *stream<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    request: Request,
    signal: AbortSignal | undefined,
    opened?: () => void,
  ): AsyncGenerator<Response> {
    if (signal?.aborted) return;
    const { path, requestSerialize, responseDeserialize } = method;
    const call: ClientReadableStream<Response> = this.#client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      this.#metadata(),
    );
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (opened !== undefined) call.once('metadata', opened);
    // Cancelling makes it fail once more, after the last reader has gone.
    call.on('error', () => undefined);
    try {
      for await (const message of call) yield message as Response;
    } catch (error) {
      if (!signal?.aborted) throw clientError(error);
    } finally {
      signal?.removeEventListener('abort', cancel);
      call.cancel();
    }
  }

  close(): void {
    this.#client.close();
  }

  #metadata(): Metadata {
    const metadata = new Metadata();
    if (this.#token !== undefined && this.#token !== '') metadata.set('authorization', this.#token);
    return metadata;
  }
}

function credentialsOf(tls: TlsOptions | undefined): ChannelCredentials {
  if (tls === undefined) return ChannelCredentials.createInsecure();
  return ChannelCredentials.createSsl(tls.ca ?? null, tls.key ?? null, tls.cert ?? null, {
    rejectUnauthorized: tls.skipVerify !== true,
  });
}
