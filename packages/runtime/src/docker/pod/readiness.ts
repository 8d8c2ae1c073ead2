import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Clock } from '@tiphys/clock';
import type { ContainerPort, HttpGetAction, Probe } from '@tiphys/spec';
import type Docker from 'dockerode';
import { addressOf } from '../container-address.ts';
import { callDeadline } from '../engine-call.ts';
import { readAll } from '../read-stream.ts';
import { inspectContainer } from './make-container.ts';

const PERIOD_S = 10;
const TIMEOUT_S = 1;

/** What a container is asked, and the names of its ports; kept as a label. */
export interface Readiness {
  readinessProbe: Probe;
  ports?: readonly ContainerPort[];
}

/**
 * Asks a container, as the kubelet does, until it says that it is ready, or has ended.
 *
 * @throws whatever the signal was aborted with; RuntimeError where the engine does not answer.
 */
export async function untilReady(
  docker: Docker,
  clock: Clock,
  id: string,
  readiness: Readiness,
  signal: AbortSignal,
): Promise<void> {
  const { readinessProbe: probe } = readiness;
  const wanted = Math.max(1, probe.successThreshold ?? 1);
  await clock.sleep((probe.initialDelaySeconds ?? 0) * 1000, signal);
  for (let successes = 0; ; ) {
    const info = await inspectContainer(docker, id);
    if (info?.State.Running !== true) return;
    successes = (await isReady(docker.getContainer(id), readiness)) ? successes + 1 : 0;
    if (successes >= wanted) return;
    await clock.sleep((probe.periodSeconds || PERIOD_S) * 1000, signal);
  }
}

/** One question; no answer is a no. */
async function isReady(
  container: Docker.Container,
  { readinessProbe: probe, ports }: Readiness,
): Promise<boolean> {
  const timeoutMs = (probe.timeoutSeconds || TIMEOUT_S) * 1000;
  try {
    if (probe.exec !== undefined) return await exec(container, probe.exec.command ?? [], timeoutMs);
    const { httpGet, tcpSocket } = probe;
    const host = (httpGet ?? tcpSocket)?.host || (await addressOf(container)) || '127.0.0.1';
    const port = portOf((httpGet ?? tcpSocket)?.port, ports);
    if (httpGet !== undefined) return await answersHttp(httpGet, host, port, timeoutMs);
    return tcpSocket === undefined || (await accepts(host, port, timeoutMs));
  } catch {
    return false;
  }
}

async function exec(container: Docker.Container, command: string[], timeoutMs: number): Promise<boolean> {
  const abortSignal = AbortSignal.any([callDeadline(), AbortSignal.timeout(timeoutMs)]);
  const run = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, abortSignal });
  const stream = await run.start({ abortSignal });
  await readAll(stream as AsyncIterable<Uint8Array> & typeof stream);
  return (await run.inspect({ abortSignal })).ExitCode === 0;
}

function answersHttp(
  { scheme, path = '/', httpHeaders = [] }: HttpGetAction,
  host: string,
  port: number,
  timeoutMs: number,
): Promise<boolean> {
  const isSecure = scheme?.toUpperCase() === 'HTTPS';
  const options = {
    host,
    port,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value])),
    agent: false,
    // As the kubelet: it asks whether somebody answers, not who.
    rejectUnauthorized: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const call = (isSecure ? httpsRequest : httpRequest)(options, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      resolve(statusCode >= 200 && statusCode < 400);
    });
    call.on('error', reject);
    call.end();
  });
}

function accepts(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal: AbortSignal.timeout(timeoutMs) });
    const end = (isOpen: boolean): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

/** A number, or the name of one of the container's ports. */
function portOf(port: number | string | undefined, ports: readonly ContainerPort[] = []): number {
  const named = ports.find(({ name }) => name === port)?.containerPort;
  return named ?? Number(port);
}
