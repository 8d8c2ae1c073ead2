/** Whether a service can do its work now, for the readiness endpoint. */
export interface ReadinessCheck {
  /** What it depends on: `nats`, `postgres`, `status`, `docker`. */
  name: string;
  /** Undefined: ready; else one line that says what is missing. */
  problem(): string | undefined;
}

/** A service that has been started in this process. */
export interface RunningService {
  name: string;
  checks: readonly ReadinessCheck[];
  /** Where it listens, `host:port`; undefined for one that only dials out. */
  address: string | undefined;
  /** Prometheus' text of what the service itself counts for others; goes beside its own metrics. */
  metricsText?(): Promise<string>;
  /** Resolves or rejects when the service has ended by itself; pending while it runs. */
  done: Promise<void>;
  /** Lets what was begun end, closes what it opened. May be called twice. */
  stop(): Promise<void>;
}
