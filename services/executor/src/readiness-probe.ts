import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import type { Clock } from '@tiphys/clock';
import type { Probe } from '@tiphys/spec';

/** What is asked whether it is ready. */
export interface ProbeTarget {
  /** Where the container is reached. */
  address: string;
  /** Its ports by their names. */
  ports: ReadonlyMap<string, number>;
  /** Runs a command in it. @returns the exit code. */
  exec(command: readonly string[], signal: AbortSignal): Promise<number>;
}

/** Kubernetes's defaults. */
const PERIOD_S = 10;
const TIMEOUT_S = 1;

/**
 * Resolves when the probe has succeeded as often in a row as it asks for; one that fails is tried again for ever, as
 * in Kubernetes, where a pod then never becomes ready.
 *
 * @throws the signal's reason.
 */
export async function untilReady(
  probe: Probe,
  target: ProbeTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds, timeoutSeconds, successThreshold = 1 } = probe;
  await clock.sleep(initialDelaySeconds * 1000, signal);
  for (let inARow = 0; ; ) {
    const succeeded = await probeOnce(probe, target, (timeoutSeconds || TIMEOUT_S) * 1000, signal);
    inARow = succeeded ? inARow + 1 : 0;
    if (inARow >= successThreshold) return;
    await clock.sleep((periodSeconds || PERIOD_S) * 1000, signal);
  }
}

/** One try. A probe that says nothing of how it is to be tried succeeds. */
async function probeOnce(
  { httpGet, tcpSocket, exec }: Probe,
  target: ProbeTarget,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    if (httpGet !== undefined) return await httpSucceeds(httpGet, target, limit);
    if (tcpSocket !== undefined) return await tcpSucceeds(tcpSocket, target, limit);
    return exec === undefined || (await target.exec(exec.command ?? [], limit)) === 0;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** A status from 200 to 399, wherever it comes from; certificates are not looked at (kubelet's prober). */
function httpSucceeds(
  { path = '/', port, host = '', scheme = 'HTTP', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const options = {
    host: host === '' ? target.address : host,
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
      const { statusCode = 0 } = response;
      response.destroy();
      resolve(statusCode >= 200 && statusCode < 400);
    });
    request.once('error', reject);
    request.end();
  });
}

function tcpSucceeds(
  { port, host = '' }: NonNullable<Probe['tcpSocket']>,
  target: ProbeTarget,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: host === '' ? target.address : host, port: portOf(port, target), signal });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}

/** A port may be named. @throws where nobody knows the name: the probe fails. */
function portOf(port: number | string, { ports }: ProbeTarget): number {
  const number = typeof port === 'number' ? port : (ports.get(port) ?? Number(port));
  if (Number.isInteger(number)) return number;
  throw new Error(`no port is called ${port}`);
}
