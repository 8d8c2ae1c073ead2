import { after } from 'node:test';
import { type handleUnaryCall, Server, ServerCredentials, type status } from '@grpc/grpc-js';
import type { Workflow as WorkflowManifest } from '@tiphys/spec';
import { HealthService } from '@tiphys/wire';
import { InfoServiceService, WorkflowServiceService, workflowListToMessage } from '@tiphys/wire/argo';
import { TiphysClient } from '../tiphys-client.ts';

export type Handlers = Readonly<Record<string, unknown>>;

const cleanups: (() => void)[] = [];
after(() => {
  for (const cleanup of cleanups.reverse()) cleanup();
});

/** A gRPC server with the handlers given, on a port of its own. */
export async function serve(handlers: Handlers): Promise<{ server: Server; port: number }> {
  const server = new Server();
  for (const definition of [WorkflowServiceService, InfoServiceService, HealthService]) {
    const own = Object.fromEntries(Object.entries(handlers).filter(([name]) => name in definition));
    if (Object.keys(own).length > 0) server.addService(definition, own as never);
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
    error === null ? resolve(bound) : reject(error),
  );
  const bound = await promise;
  cleanups.push(() => server.forceShutdown());
  return { server, port: bound };
}

export function clientAt(port: number, options: { token?: string; deadlineMs?: number } = {}): TiphysClient {
  const client = TiphysClient.connect({ address: `127.0.0.1:${port}`, ...options });
  cleanups.push(() => client.close());
  return client;
}

/** A workflow as a server tells it. */
export function told(
  name: string,
  resourceVersion: string,
  phase: 'Running' | 'Succeeded' = 'Running',
): WorkflowManifest {
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion },
    spec: { arguments: {} },
    status: { phase, startedAt: null, finishedAt: null },
  };
}

export function failure(code: status, details: string): { code: status; details: string } {
  return { code, details };
}

/** A list without items, at a version. */
export function noWorkflows(resourceVersion: string): handleUnaryCall<never, never> {
  return (_call, callback) =>
    callback(null, workflowListToMessage({ metadata: { resourceVersion }, items: [] }) as never);
}
