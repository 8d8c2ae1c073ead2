import type { Metadata, MethodDefinition } from '@grpc/grpc-js';

/** What a method knows of its call, besides the request. */
export interface CallContext {
  /** Aborted when the client cancels, its deadline passes, or the server stops: a stream's source must heed it. */
  signal: AbortSignal;
  metadata: Metadata;
  /** Of the call's span, to hand on; empty where there is none. */
  traceparent: string;
  /** As in `127.0.0.1:50122`. */
  peer: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a definition is contravariant in its messages, no other type fits all.
type AnyMethod = Omit<MethodDefinition<any, any>, 'originalName'>;

/** What ts-proto writes for a service, as in `WorkflowServiceService`. */
export type ServiceDefinitionLike = Readonly<Record<string, AnyMethod>>;

type Request<M> = M extends { requestDeserialize: (bytes: Buffer) => infer T } ? T : never;
type Response<M> = M extends { responseDeserialize: (bytes: Buffer) => infer T } ? T : never;

/**
 * A service's methods as plain functions: a promise of the response, or an async iterable of responses. They throw;
 * the kit turns what they throw into a status. Methods left out answer UNIMPLEMENTED.
 */
export type ServiceMethods<D extends ServiceDefinitionLike> = {
  readonly [K in keyof D]?: D[K] extends { responseStream: true }
    ? (request: Request<D[K]>, context: CallContext) => AsyncIterable<Response<D[K]>>
    : (request: Request<D[K]>, context: CallContext) => Promise<Response<D[K]>>;
};

type AnyFunction = (request: unknown, context: CallContext) => Promise<unknown> | AsyncIterable<unknown>;

/** A service for {@link startGrpcServer}, made by {@link grpcService}. */
export interface GrpcService {
  definition: ServiceDefinitionLike;
  methods: ReadonlyMap<string, AnyFunction>;
}

/** Binds methods to the definition whose types they have. */
export function grpcService<D extends ServiceDefinitionLike>(
  definition: D,
  methods: ServiceMethods<D>,
): GrpcService {
  return { definition, methods: new Map(Object.entries(methods) as [string, AnyFunction][]) };
}

/** As in `workflow.WorkflowService`. */
export function serviceName(definition: ServiceDefinitionLike): string {
  const path = Object.values(definition)[0]?.path ?? '';
  return path.slice(1, path.lastIndexOf('/'));
}
