import {
  type JetStreamClient,
  type JetStreamManager,
  type JetStreamPublishOptions,
  jetstream,
  jetstreamManager,
  type PubAck,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Clock } from '@tiphys/clock';
import { systemClock } from '@tiphys/clock/system';
import { Announcement } from '../delivery/announcement.ts';
import { DELIVERY_POLICY, type DeliveryPolicy } from '../delivery/delivery-policy.ts';
import { untilAborted } from '../delivery/until-aborted.ts';
import { checkPayload, EventLogError } from '../errors.ts';
import type { BrokerLogger } from './broker-logger.ts';
import { type Buckets, openBuckets } from './buckets.ts';
import { checkVersion, connectOnce } from './connecting.ts';
import { asEventLogError } from './failure.ts';
import type { JetStreamOptions } from './jetstream-options.ts';
import { ensureStream, type StreamSettings, streamConfigs } from './streams.ts';

const REQUEST_TIMEOUT_MS = 5_000;
/** Between attempts to connect, or to set up the streams, where the last one failed. */
const RETRY_MS = 500;
/** How long the end of the connection waits for what is under way to leave. */
const DRAIN_MS = 2_000;
/** A header's colon, space and line end; and the first and last line of all of them. */
const HEADER_OVERHEAD = 64;

/** The broker between a connection and its cut. */
export interface Online {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  buckets: Buckets;
  /** Aborted when the connection is lost: answers that are due will not come. */
  cut: AbortSignal;
}

/**
 * The way to the broker. Connects, sets up what the ports need, and does both again after every cut, for ever.
 * Nothing is sent while there is no connection: a call waits for it, and fails when its time is up.
 */
export class JetStreamLink {
  readonly clock: Clock;
  readonly logger: BrokerLogger;
  readonly policy: DeliveryPolicy;
  readonly requestTimeoutMs: number;
  readonly #options: JetStreamOptions;
  readonly settings: StreamSettings;
  readonly #closing = new AbortController();
  readonly #change = new Announcement();
  readonly #running: Promise<void>;
  /** Told when the connection is cut. A set: thousands of listeners on one signal cost more than the calls. */
  readonly #inFlight = new Set<() => void>();
  #online: Online | undefined;
  #problem: string | undefined;
  #connection: NatsConnection | undefined;

  constructor(options: JetStreamOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger;
    this.policy = { ...DELIVERY_POLICY, ...options.policy };
    this.requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
    const { replicas = 1, storage = 'file' } = options;
    this.settings = { replicas, storage, policy: this.policy };
    this.#problem = `not connected to NATS at ${this.#where} yet`;
    this.#running = this.#run();
  }

  /** Undefined: the ports work; else one line that says what is missing. */
  problem(): string | undefined {
    return this.#problem;
  }

  /** Waits for the connection as long as it takes; undefined when the signal comes first, or the end. */
  async online(signal?: AbortSignal): Promise<Online | undefined> {
    const ends = signal === undefined ? [this.#closing.signal] : [signal, this.#closing.signal];
    for (;;) {
      if (ends.some((end) => end.aborted)) return undefined;
      if (this.#online !== undefined) return this.#online;
      await untilAborted(this.#change.next(), ends);
    }
  }

  /**
   * Asks the broker something.
   *
   * @param what for the error: "append to workflow a-b1c2d".
   * @throws EventLogError broker_unavailable where the connection is, or gets, lost before the answer.
   */
  async call<T>(what: string, run: (online: Online) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const online = await this.#onlineInTime(what, signal);
    const lost = Promise.withResolvers<never>();
    const onCut = (): void =>
      lost.reject(
        new EventLogError('broker_unavailable', `${what}: the connection was lost before the answer`),
      );
    const onAbort = (): void => lost.reject(signal?.reason);
    // The connection may have been cut in the instant in which it was waited for.
    if (online.cut.aborted) onCut();
    else this.#inFlight.add(onCut);
    signal?.addEventListener('abort', onAbort);
    try {
      return await Promise.race([run(online), lost.promise]);
    } catch (error) {
      throw asEventLogError(what, error);
    } finally {
      this.#inFlight.delete(onCut);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Stores a message. @throws EventLogError payload_too_large, and what `call` throws. */
  publish(
    what: string,
    subject: string,
    body: Uint8Array,
    options: Partial<JetStreamPublishOptions>,
    signal?: AbortSignal,
  ): Promise<PubAck> {
    const publish = async ({ js, nc }: Online): Promise<PubAck> => {
      const size = body.length + headerBytes(options);
      checkPayload(what, size, nc.info?.max_payload ?? Number.POSITIVE_INFINITY);
      return js.publish(subject, body, { timeout: this.requestTimeoutMs, ...options });
    };
    return this.call(what, publish, signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const nc = this.#connection;
    if (nc !== undefined && !nc.isClosed()) {
      // What was sent without waiting for an answer (acks given back, verdicts) still leaves.
      const given = new AbortController();
      const leaving = this.#online === undefined ? Promise.resolve() : nc.drain().catch(() => undefined);
      await Promise.race([leaving, this.clock.sleep(DRAIN_MS, given.signal).catch(() => undefined)]);
      given.abort();
      await nc.close();
    }
    await this.#running;
    this.#problem = 'the connection to NATS has been closed';
  }

  get #where(): string {
    const { servers } = this.#options;
    return typeof servers === 'string' ? servers : servers.join(', ');
  }

  async #onlineInTime(what: string, signal: AbortSignal | undefined): Promise<Online> {
    if (this.#online !== undefined) return this.#online;
    const timeUp = new AbortController();
    const timer = this.clock.setTimer(this.requestTimeoutMs, () => timeUp.abort());
    const onAbort = (): void => timeUp.abort();
    signal?.addEventListener('abort', onAbort);
    const online = await this.online(timeUp.signal);
    timer.cancel();
    signal?.removeEventListener('abort', onAbort);
    signal?.throwIfAborted();
    if (online !== undefined) return online;
    throw new EventLogError('broker_unavailable', `${what}: ${this.#problem ?? 'no connection'}`);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const nc = await connectOnce(this.#options);
        if (signal.aborted) await nc.close();
        else {
          this.#connection = nc;
          await this.#serve(nc);
        }
      } catch (error) {
        this.#report(`NATS at ${this.#where} cannot be reached: ${reason(error)}`, error);
      }
      await this.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }

  /** Follows one driver connection, through all its cuts, to its end. */
  async #serve(nc: NatsConnection): Promise<void> {
    let cut = new AbortController();
    void this.#setUp(nc, cut.signal);
    for await (const status of nc.status()) {
      if (status.type !== 'disconnect' && status.type !== 'reconnect') continue;
      this.#lose(cut);
      if (status.type === 'disconnect') {
        this.#report(`the connection to NATS at ${this.#where} is lost; reconnecting`, undefined);
      } else {
        cut = new AbortController();
        void this.#setUp(nc, cut.signal);
      }
    }
    this.#lose(cut);
    if (!this.#closing.signal.aborted) {
      this.#report(`the connection to NATS at ${this.#where} has ended; connecting anew`, undefined);
    }
  }

  #lose(cut: AbortController): void {
    this.#online = undefined;
    cut.abort();
    for (const tell of [...this.#inFlight]) tell();
  }

  /** Makes sure of the streams, until it is done or the connection is lost: their server may still be starting. */
  async #setUp(nc: NatsConnection, cut: AbortSignal): Promise<void> {
    while (!cut.aborted && !this.#closing.signal.aborted) {
      try {
        const online = await this.#prepared(nc, cut);
        if (cut.aborted || this.#closing.signal.aborted) return;
        this.#online = online;
        this.#problem = undefined;
        this.logger.info('connected to NATS', { server: nc.getServer(), version: nc.info?.version });
        this.#change.announce();
        return;
      } catch (error) {
        if (cut.aborted || this.#closing.signal.aborted) return;
        this.#report(`NATS at ${this.#where} is not usable: ${reason(error)}`, error);
        await this.clock.sleep(RETRY_MS, cut).catch(() => undefined);
      }
    }
  }

  async #prepared(nc: NatsConnection, cut: AbortSignal): Promise<Online> {
    checkVersion(nc.info?.version ?? '0.0.0');
    const options = { timeout: this.requestTimeoutMs };
    const jsm = await jetstreamManager(nc, options);
    const js = jetstream(nc, options);
    for (const config of streamConfigs(this.settings)) await ensureStream(jsm, config);
    const buckets = await openBuckets(js, jsm, this.settings);
    return { nc, js, jsm, buckets, cut };
  }

  #report(problem: string, error: unknown): void {
    if (problem !== this.#problem) this.logger.warn(problem, error === undefined ? {} : { error });
    this.#problem = problem;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'JetStreamNotEnabled') return 'JetStream is off or starting (nats-server needs -js)';
  const inner = error.cause instanceof Error && error.cause.message !== '' ? `: ${error.cause.message}` : '';
  return `${error.message}${inner}`;
}

function headerBytes({ msgID = '', expect, schedule }: Partial<JetStreamPublishOptions>): number {
  let bytes = msgID.length + HEADER_OVERHEAD;
  if (expect !== undefined) bytes += HEADER_OVERHEAD;
  if (schedule !== undefined) bytes += schedule.target.length + 2 * HEADER_OVERHEAD;
  return bytes;
}
