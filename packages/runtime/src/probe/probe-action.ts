import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { ContainerPort, HttpGetAction, Probe } from '@tiphys/spec';
import { grpcServes } from './grpc-health.ts';

/** A container that is asked something. */
export interface ProbeTarget {
  /** Where it is reached; undefined where that is this host. */
  address(): Promise<string | undefined>;
  /** Its ports, which may have names. */
  ports: readonly ContainerPort[];
  /** Runs a command in it. @returns the exit code. */
  exec(command: readonly string[], signal: AbortSignal): Promise<number>;
}

type Action = Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

/**
 * One question, as the kubelet's prober puts it. An action that says nothing of how it is to be asked succeeds.
 *
 * @returns false where there is no answer, too.
 * @throws the signal's reason.
 */
export async function probeOnce(
  probe: Action & Pick<Probe, 'timeoutSeconds'>,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout((probe.timeoutSeconds || 1) * 1000)]);
  try {
    return await succeeds(probe, target, limit);
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

async function succeeds(
  { exec, httpGet, tcpSocket, grpc }: Action,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<boolean> {
  if (exec !== undefined) return (await target.exec(exec.command ?? [], signal)) === 0;
  const host = async (given = '') => (given === '' ? ((await target.address()) ?? '127.0.0.1') : given);
  if (httpGet !== undefined) {
    const status = await httpStatus(httpGet, await host(httpGet.host), target, signal);
    return status >= 200 && status < 400;
  }
  if (tcpSocket !== undefined) {
    return accepts(await host(tcpSocket.host), portOf(tcpSocket.port, target), signal);
  }
  return grpc === undefined || grpcServes(await host(), grpc.port, grpc.service ?? '', signal);
}

/** Sends a request for its status, wherever it comes from; certificates are not looked at, as by the kubelet. */
export function httpStatus(
  { path = '/', port, scheme = 'HTTP', httpHeaders = [] }: HttpGetAction,
  host: string,
  target: Pick<ProbeTarget, 'ports'>,
  signal: AbortSignal,
): Promise<number> {
  const options = {
    host,
    port: portOf(port, target),
    path: path.startsWith('/') ? path : `/${path}`,
    headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
    agent: false as const,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request =
      scheme.toUpperCase() === 'HTTPS'
        ? requestHttps({ ...options, rejectUnauthorized: false })
        : requestHttp(options);
    request.once('response', (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end();
  });
}

function accepts(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}

/** A port may be named. @throws where nobody knows the name. */
function portOf(port: number | string, { ports }: Pick<ProbeTarget, 'ports'>): number {
  const number = ports.find(({ name }) => name === port)?.containerPort ?? Number(port);
  if (Number.isInteger(number)) return number;
  throw new Error(`no port is called ${port}`);
}
