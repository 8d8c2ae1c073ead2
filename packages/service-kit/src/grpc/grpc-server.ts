import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { readinessProblems } from '../health-server.ts';
import type { Logger } from '../logger.ts';
import { type Metrics, silentMetrics } from '../metrics.ts';
import type { ReadinessCheck } from '../running-service.ts';
import { listenError } from '../service-error.ts';
import { passingTracer, type Tracer } from '../tracer.ts';
import { callHandlers } from './call-handlers.ts';
import { type GrpcService, serviceName } from './grpc-service.ts';
import { addReflection } from './reflection.ts';
import { withReadableRequests } from './unreadable-request.ts';

export interface GrpcServerOptions {
  /** `host:port`; port 0 takes a free one. */
  address: string;
  services: readonly GrpcService[];
  logger: Logger;
  tracer?: Tracer;
  metrics?: Metrics;
  /** What decides between SERVING and NOT_SERVING in grpc.health.v1; looked at twice a second. */
  checks?: readonly ReadinessCheck[];
  /** Encoded FileDescriptorSet, for server reflection; absent: no reflection. */
  descriptorSet?: Uint8Array;
  /** PEM; absent: plaintext. With `clientCa`, clients must show a certificate of it. */
  tls?: { key: Buffer; cert: Buffer; clientCa?: Buffer };
  /** Largest request in bytes. Default 16 MiB: a manifest that is too large gets an answer that says so. */
  maxMessageBytes?: number;
}

export interface GrpcServer {
  /** `host:port`, with the port that was taken. */
  address: string;
  port: number;
  /**
   * Streams end with UNAVAILABLE, so that clients resume elsewhere; calls under way may end within the grace period.
   *
   * @param graceMs default 5,000.
   */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Both sides are pinged while nothing is said: proxies and load balancers cut connections that are idle for a
 * minute (nginx: 60 s, AWS: 350 s; the ping of a minute and more would come too late).
 */
const KEEPALIVE = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
};

const HEALTH_INTERVAL_MS = 500;

/**
 * Serves gRPC with health checks and reflection.
 *
 * @throws ServiceError port_taken, address_unusable.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  // grpc-js writes to stderr what it throws as well.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({
    ...KEEPALIVE,
    'grpc.max_receive_message_length': options.maxMessageBytes ?? 16 * 1024 * 1024,
    'grpc.max_send_message_length': -1,
  });
  const stopping = new AbortController();
  const environment = {
    logger: options.logger,
    tracer: options.tracer ?? passingTracer,
    duration: (options.metrics ?? silentMetrics).histogram('rpc.server.call.duration', {
      description: 'How long calls take, streams included',
      unit: 's',
    }),
    stopping: stopping.signal,
  };
  const names = options.services.map((service) => serviceName(service.definition));
  for (const service of options.services) {
    const definition = withReadableRequests(service.definition);
    server.addService(definition as unknown as ServiceDefinition, callHandlers(service, environment));
  }
  const health = addHealth(server, names, options.checks ?? []);
  if (options.descriptorSet !== undefined) {
    addReflection(server, options.descriptorSet, [...names, 'grpc.health.v1.Health']);
  }
  const port = await bind(server, options).catch((error: unknown) => {
    health.stop();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  return {
    address: `${options.address.slice(0, options.address.lastIndexOf(':'))}:${port}`,
    port,
    stop: (graceMs = 5000) => {
      stopped ??= (async () => {
        health.stop();
        stopping.abort();
        await shutDown(server, graceMs);
      })();
      return stopped;
    },
  };
}

function bind(server: Server, options: GrpcServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(options.address, credentials(options.tls), (error, port) => {
      if (error === null) resolve(port);
      else reject(listenError(options.address, error));
    });
  });
}

function credentials(tls: GrpcServerOptions['tls']): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = [{ private_key: tls.key, cert_chain: tls.cert }];
  return ServerCredentials.createSsl(tls.clientCa ?? null, pair, tls.clientCa !== undefined);
}

/** grpc.health.v1 pushes changes to its watchers, and checks can only be asked: so they are, at an interval. */
function addHealth(
  server: Server,
  names: readonly string[],
  checks: readonly ReadinessCheck[],
): { stop(): void } {
  const current = (): 'SERVING' | 'NOT_SERVING' =>
    readinessProblems(checks).length === 0 ? 'SERVING' : 'NOT_SERVING';
  const health = new HealthImplementation();
  let last: string | undefined;
  const tell = (status: 'SERVING' | 'NOT_SERVING'): void => {
    if (status === last) return;
    last = status;
    for (const name of ['', ...names]) health.setStatus(name, status);
  };
  tell(current());
  health.addToServer(server);
  const timer = setInterval(() => tell(current()), HEALTH_INTERVAL_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      tell('NOT_SERVING');
    },
  };
}

function shutDown(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, graceMs);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
