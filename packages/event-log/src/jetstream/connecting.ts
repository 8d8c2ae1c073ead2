import {
  type Authenticator,
  type ConnectionOptions,
  credsAuthenticator,
  type NatsConnection,
} from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { EventLogError } from '../errors.ts';
import type { BrokerCredentials, JetStreamOptions } from './jetstream-options.ts';

/** How long one server may take to greet. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Between attempts, with as much again at random so that a fleet does not come back in one instant. */
const RECONNECT_WAIT_MS = 250;
/** A peer that is gone without a word (a cut cable) is noticed after three of these; the driver's own are minutes. */
const PING_INTERVAL_MS = 10_000;
const MAX_PINGS_OUT = 2;
/** Message schedules, which timers are, came with 2.12. */
const MIN_VERSION = [2, 12] as const;

/** One attempt to reach the broker; once it is there, the driver itself reconnects for ever. */
export function connectOnce(options: JetStreamOptions): Promise<NatsConnection> {
  const { servers, name, credentials, tls } = options;
  const settings: ConnectionOptions = {
    servers: typeof servers === 'string' ? servers : [...servers],
    name,
    timeout: CONNECT_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_WAIT_MS,
    reconnectJitter: RECONNECT_WAIT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: MAX_PINGS_OUT,
    // Passwords change; whoever changes them does not restart every agent.
    ignoreAuthErrorAbort: true,
    // A stack for every request costs more than the request.
    noAsyncTraces: true,
    ...(tls === undefined ? {} : { tls: { ...tls } }),
    ...authentication(credentials),
  };
  return connect(settings);
}

/** @throws EventLogError broker_unsuitable. */
export function checkVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [minMajor, minMinor] = MIN_VERSION;
  if (major > minMajor || (major === minMajor && minor >= minMinor)) return;
  throw new EventLogError(
    'broker_unsuitable',
    `nats-server ${version} is too old: ${minMajor}.${minMinor} or newer is needed`,
  );
}

function authentication(credentials: BrokerCredentials | undefined): {
  user?: string;
  pass?: string;
  token?: string;
  authenticator?: Authenticator;
} {
  if (credentials === undefined) return {};
  if ('user' in credentials) return { user: credentials.user, pass: credentials.password };
  if ('token' in credentials) return { token: credentials.token };
  return { authenticator: credsAuthenticator(new TextEncoder().encode(credentials.creds)) };
}
