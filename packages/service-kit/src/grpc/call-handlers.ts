import { once } from 'node:events';
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerUnaryCall,
  ServerWritableStream,
  UntypedHandleCall,
} from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { Logger } from '../logger.ts';
import type { Histogram } from '../metrics.ts';
import { ServiceError } from '../service-error.ts';
import type { Tracer } from '../tracer.ts';
import type { CallContext, GrpcService } from './grpc-service.ts';
import { type ErrorStatus, statusOfError } from './status-of-error.ts';
import { refuseUnreadable } from './unreadable-request.ts';

export interface CallEnvironment {
  logger: Logger;
  tracer: Tracer;
  duration: Histogram;
  /** Aborted when the server stops: streams end then, calls with one answer are let end. */
  stopping: AbortSignal;
}

type Unary = (request: unknown, context: CallContext) => Promise<unknown>;
type Stream = (request: unknown, context: CallContext) => AsyncIterable<unknown>;

/** grpc-js's handlers for a service's methods. */
export function callHandlers(
  service: GrpcService,
  environment: CallEnvironment,
): Record<string, UntypedHandleCall> {
  const handlers = new Map<string, UntypedHandleCall>();
  for (const [name, method] of service.methods) {
    const definition = service.definition[name];
    if (definition === undefined) throw new TypeError(`no method ${name} in the service's definition`);
    if (definition.requestStream)
      throw new TypeError(`${definition.path}: streams of requests are not served`);
    const handler = definition.responseStream
      ? streamHandler(definition.path, method as Stream, environment)
      : unaryHandler(definition.path, method as Unary, environment);
    handlers.set(name, handler as UntypedHandleCall);
  }
  return Object.fromEntries(handlers);
}

function unaryHandler(
  path: string,
  run: Unary,
  environment: CallEnvironment,
): handleUnaryCall<unknown, unknown> {
  return (call, callback) => {
    const controller = cancellation(call);
    void observed(path, call, environment, async (traceparent) => {
      refuseUnreadable(call.request);
      return run(call.request, contextOf(call, controller.signal, traceparent));
    }).then(
      (response) => callback(null, response),
      (failed: ErrorStatus) => callback(failed),
    );
  };
}

function streamHandler(
  path: string,
  run: Stream,
  environment: CallEnvironment,
): handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    const controller = cancellation(call);
    const stop = (): void => {
      controller.abort(new ServiceError('stopping', 'the server is being stopped, connect again'));
    };
    if (environment.stopping.aborted) stop();
    environment.stopping.addEventListener('abort', stop, { once: true });
    void observed(path, call, environment, async (traceparent) => {
      refuseUnreadable(call.request);
      const responses = run(call.request, contextOf(call, controller.signal, traceparent));
      await sendAll(call, responses, controller.signal);
      // A source may just end when it is told to stop; the client must know that there is more.
      if (environment.stopping.aborted) controller.signal.throwIfAborted();
    })
      .then(
        () => call.end(),
        (failed: ErrorStatus) => call.emit('error', failed),
      )
      .finally(() => environment.stopping.removeEventListener('abort', stop));
  };
}

/** No faster than the client reads. */
async function sendAll(
  call: ServerWritableStream<unknown, unknown>,
  responses: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  for await (const response of responses) {
    if (signal.aborted) return;
    if (!call.write(response)) await once(call, 'drain', { signal }).catch(() => {});
  }
}

function cancellation(call: { on(event: 'cancelled', listener: () => void): unknown }): AbortController {
  const controller = new AbortController();
  call.on('cancelled', () =>
    controller.abort(new Error('the client cancelled the call, or its deadline passed')),
  );
  return controller;
}

function contextOf(
  call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'getPeer'>,
  signal: AbortSignal,
  traceparent: string,
): CallContext {
  return { signal, metadata: call.metadata, traceparent, peer: call.getPeer() };
}

/** In a span, counted, and logged where it fails. @throws ErrorStatus, and nothing else. */
async function observed<T>(
  path: string,
  call: Pick<ServerUnaryCall<unknown, unknown>, 'metadata' | 'cancelled'>,
  environment: CallEnvironment,
  run: (traceparent: string) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const parent = String(call.metadata.get('traceparent')[0] ?? '');
  let traceId = '';
  let code = status.OK;
  try {
    return await environment.tracer.span(
      path.slice(1),
      parent,
      (traceparent) => {
        traceId = traceparent.split('-')[1] ?? '';
        return run(traceparent);
      },
      { 'rpc.system': 'grpc' },
    );
  } catch (error) {
    const failed = statusOfError(error, traceId);
    code = call.cancelled ? status.CANCELLED : failed.code;
    report(environment.logger, path, failed, error, { cancelled: call.cancelled, traceId });
    throw failed;
  } finally {
    const seconds = (performance.now() - start) / 1000;
    environment.duration.record(seconds, { method: path.slice(1), status: status[code] ?? String(code) });
  }
}

function report(
  logger: Logger,
  path: string,
  failed: ErrorStatus,
  error: unknown,
  call: { cancelled: boolean; traceId: string },
): void {
  const fields = {
    method: path.slice(1),
    status: status[failed.code],
    ...(call.traceId === '' ? {} : { traceId: call.traceId }),
  };
  if (failed.unexpected && !call.cancelled) logger.error('call failed', { ...fields, error });
  else logger.debug('call refused', { ...fields, details: failed.details });
}
