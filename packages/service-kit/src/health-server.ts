import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { ReadinessCheck } from './running-service.ts';
import { listenError } from './service-error.ts';

export interface HealthServerOptions {
  /** `host:port`; port 0 takes a free one. */
  address: string;
  /** Asked at each request: a service's checks come and go. */
  checks: () => readonly ReadinessCheck[];
  /** Prometheus' text of what was counted; absent: /metrics is not found. */
  metrics?: () => Promise<string>;
}

export interface HealthServer {
  /** `host:port`. */
  address: string;
  stop(): Promise<void>;
}

/**
 * HTTP for orchestrators: `/healthz` (this process answers), `/readyz` (503 and one line for each problem while it
 * cannot do its work), `/metrics`.
 *
 * @throws ServiceError port_taken, address_unusable.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    void answer(request.url ?? '', options, response).catch(() => response.destroy());
  });
  const { host, port } = splitAddress(options.address);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(options.address, error);
  }
  const bound = server.address();
  return {
    address: bound !== null && typeof bound === 'object' ? `${host}:${bound.port}` : options.address,
    stop: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(url: string, options: HealthServerOptions, response: ServerResponse): Promise<void> {
  const path = url.split('?')[0];
  if (path === '/healthz') return send(response, 200, 'ok\n');
  if (path === '/readyz') {
    const problems = readinessProblems(options.checks());
    return problems.length === 0
      ? send(response, 200, 'ready\n')
      : send(response, 503, `${problems.join('\n')}\n`);
  }
  if (path === '/metrics' && options.metrics !== undefined) {
    return send(response, 200, await options.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
  }
  return send(response, 404, 'not found: /healthz, /readyz, /metrics\n');
}

/** What keeps a service from its work, as `name: problem`; empty where nothing does. */
export function readinessProblems(checks: readonly ReadinessCheck[]): string[] {
  return checks.flatMap((check) => {
    const problem = check.problem();
    return problem === undefined ? [] : [`${check.name}: ${problem}`];
  });
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** `[::1]:80` and `:80` too. */
function splitAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const port = Number(address.slice(colon + 1));
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  if (colon < 0 || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw listenError(address, new Error('an address is host:port'));
  }
  return { host: host === '' ? '0.0.0.0' : host, port };
}
