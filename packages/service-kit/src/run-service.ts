import { type Environment, readConfig } from './config/read-config.ts';
import { choice, duration, optionalText } from './config/variable.ts';
import { type HealthServer, startHealthServer } from './health-server.ts';
import { jsonLogger } from './json-logger.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { ReadinessCheck, RunningService } from './running-service.ts';
import { ServiceError } from './service-error.ts';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import type { Tracer } from './tracer.ts';

/** What every service gets to start with. */
export interface ServiceContext {
  env: Environment;
  logger: Logger;
  tracer: Tracer;
  metrics: Metrics;
  /** Aborted when the process is asked to end while the service still starts. */
  signal: AbortSignal;
}

export interface RunServiceOptions {
  /** `api`, `scheduler`, `executor`, `status`. */
  name: string;
  env: Environment;
  start: (context: ServiceContext) => Promise<RunningService>;
}

/** Variables that all services have. */
export const SERVICE_VARIABLES = {
  logLevel: choice('TIPHYS_LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], {
    description: 'the least severe log lines that are written',
    default: 'info',
  }),
  healthAddress: optionalText('TIPHYS_HEALTH_ADDRESS', {
    description: 'host:port of /healthz, /readyz and /metrics; unset: none',
  }),
  stopGrace: duration('TIPHYS_STOP_GRACE', {
    description: 'how long a service may take to end what it began',
    default: 10_000,
  }),
} as const;

const USAGE = 2;

/**
 * The frame of a service's `main.ts`: reads the common variables, starts log, telemetry and health endpoints, then
 * the service; ends the process with 0 after SIGTERM or SIGINT, 1 after a failure, 2 for a wrong configuration.
 * A second signal ends it at once. Resolves only where the process's exit is replaced (tests).
 */
export async function runService(options: RunServiceOptions): Promise<void> {
  const logger = jsonLogger({ service: options.name });
  try {
    const config = readConfig(options.env, SERVICE_VARIABLES);
    const levelled = jsonLogger({ service: options.name, level: config.logLevel });
    process.exit(await new ServiceProcess(options, config, levelled).run());
  } catch (error) {
    logger.error(`cannot start: ${error instanceof Error ? error.message : error}`, { error });
    process.exit(error instanceof ServiceError && error.code === 'invalid_configuration' ? USAGE : 1);
  }
}

class ServiceProcess {
  readonly #options: RunServiceOptions;
  readonly #config: { healthAddress: string | undefined; stopGrace: number };
  readonly #logger: Logger;
  readonly #starting = new AbortController();
  #service: RunningService | undefined;

  constructor(
    options: RunServiceOptions,
    config: { healthAddress: string | undefined; stopGrace: number },
    logger: Logger,
  ) {
    this.#options = options;
    this.#config = config;
    this.#logger = logger;
  }

  /** @returns the exit code. */
  async run(): Promise<number> {
    const signalled = this.#listen();
    const { name, env } = this.#options;
    const { healthAddress } = this.#config;
    const telemetry = await startTelemetry({
      service: `tiphys-${name}`,
      env,
      prometheus: healthAddress !== undefined,
    });
    const health =
      healthAddress === undefined ? undefined : await this.#serveHealth(healthAddress, telemetry);
    try {
      const { tracer, metrics } = telemetry;
      const context = { env, logger: this.#logger, tracer, metrics, signal: this.#starting.signal };
      this.#service = await this.#options.start(context);
      this.#logger.info(
        'ready',
        this.#service.address === undefined ? {} : { address: this.#service.address },
      );
      return await this.#untilEnd(this.#service, signalled);
    } catch (error) {
      if (!this.#starting.signal.aborted) throw error;
      return 0;
    } finally {
      await Promise.allSettled([health?.stop(), telemetry.stop()]);
    }
  }

  /** Resolves with the first signal. */
  #listen(): Promise<string> {
    process.on('uncaughtException', (error) => this.#crash(error));
    process.on('unhandledRejection', (error) => this.#crash(error));
    return new Promise((resolve) => {
      const onSignal = (signal: string): void => {
        if (this.#starting.signal.aborted) process.exit(1);
        this.#logger.info('stopping', { signal });
        this.#starting.abort(new ServiceError('stopping', `${signal} while starting`));
        resolve(signal);
      };
      process.on('SIGTERM', onSignal);
      process.on('SIGINT', onSignal);
    });
  }

  /** The state of a process with an error that nobody expected is not to be trusted; the next one recovers. */
  #crash(error: unknown): never {
    this.#logger.error('crashed', { error });
    process.exit(1);
  }

  async #untilEnd(service: RunningService, signalled: Promise<string>): Promise<number> {
    const ended = service.done.then(
      () => 'ended by itself',
      (error: unknown) => {
        this.#logger.error('ended by an error', { error });
        return 'failed';
      },
    );
    const why = await Promise.race([ended, signalled]);
    const grace = setTimeout(() => {
      this.#logger.error('not stopped in time', { graceMs: this.#config.stopGrace });
      process.exit(1);
    }, this.#config.stopGrace);
    await service.stop();
    clearTimeout(grace);
    this.#logger.info('stopped');
    return why === 'failed' ? 1 : 0;
  }

  #serveHealth(address: string, telemetry: Telemetry): Promise<HealthServer> {
    const starting: ReadinessCheck = { name: this.#options.name, problem: () => 'starting' };
    return startHealthServer({
      address,
      checks: () => this.#service?.checks ?? [starting],
      metrics: async () => {
        const texts = [telemetry.prometheusText?.(), this.#service?.metricsText?.()];
        return (await Promise.all(texts)).join('');
      },
    });
  }
}
