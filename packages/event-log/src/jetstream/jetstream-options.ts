import type { Clock } from '@tiphys/clock';
import type { DeliveryPolicy } from '../delivery/delivery-policy.ts';
import type { BrokerLogger } from './broker-logger.ts';

/** How the broker knows us. */
export type BrokerCredentials =
  | { user: string; password: string }
  | { token: string }
  /** The text of a `.creds` file. */
  | { creds: string };

/** PEM files; all may be left out where the system's authorities will do. */
export interface BrokerTls {
  caFile?: string;
  certFile?: string;
  keyFile?: string;
}

export interface JetStreamOptions {
  /** `nats://host:port`, one or several of a cluster. */
  servers: string | readonly string[];
  /** What the broker's own monitoring calls this connection. */
  name: string;
  logger: BrokerLogger;
  credentials?: BrokerCredentials;
  tls?: BrokerTls;
  /** Copies of every stream, 1 to 5; default 1, for one server. All services must be told the same. */
  replicas?: number;
  /** Default file. Memory loses everything with the server. */
  storage?: 'file' | 'memory';
  policy?: Partial<DeliveryPolicy>;
  /** Default: the host's. */
  clock?: Clock;
  /** How long a call may take, waiting for the connection included; default 5,000 ms. */
  requestTimeoutMs?: number;
}
