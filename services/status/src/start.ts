import { readFile } from 'node:fs/promises';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import { connectPostgresReadModel } from '@tiphys/read-model/postgres';
import {
  BROKER_VARIABLES,
  type Config,
  choice,
  duration,
  flag,
  integer,
  type RunningService,
  retryWithBackoff,
  type ServiceContext,
  secret,
  startGrpcServer,
  text,
} from '@tiphys/service-kit';
import { TIPHYS_DESCRIPTOR_SET } from '@tiphys/wire/tiphys';
import { expireArchived } from './archive-expiry.ts';
import { ArchiveReads } from './archive-reads.ts';
import { DatabaseCheck } from './database-check.ts';
import { statusService } from './grpc-status-service.ts';
import type { StatusPorts } from './ports.ts';
import { Projector } from './projector.ts';
import { StatusReads } from './status-reads.ts';
import { WatchHub } from './watch-hub.ts';

export const STATUS_VARIABLES = {
  ...BROKER_VARIABLES,
  postgresUrl: secret('TIPHYS_POSTGRES_URL', {
    description: 'the database of the read side, postgres://user:password@host:port/database',
    default: 'postgres://postgres@127.0.0.1:5432/postgres',
  }),
  postgresConnections: integer('TIPHYS_POSTGRES_CONNECTIONS', {
    description: 'how many connections to the database are kept at most',
    default: 10,
    min: 2,
    max: 1000,
  }),
  address: text('TIPHYS_STATUS_ADDRESS', {
    description: 'host:port to listen on',
    default: '127.0.0.1:2747',
  }),
  rebuild: flag('TIPHYS_STATUS_REBUILD', {
    description: 'drop the rows at start and project the histories anew',
    default: false,
  }),
  archive: choice('TIPHYS_ARCHIVE', ['off', 'apart', 'merged'], {
    description:
      'whether workflows that have ended are kept when they are deleted: off; apart: ArchivedWorkflowService has them; merged: get and list of WorkflowService have them too',
    default: 'apart',
  }),
  archiveTtl: duration('TIPHYS_ARCHIVE_TTL', {
    description: 'how long after their end workflows stay in the archive; 0s: for ever',
    default: 0,
  }),
} as const;

/** Starts the read side: projects histories into PostgreSQL, and serves get, list and watch. Several may run. */
export async function startStatus(
  config: Config<typeof STATUS_VARIABLES>,
  { logger, tracer, metrics }: Omit<ServiceContext, 'env' | 'signal'>,
): Promise<RunningService> {
  const { natsCredentials } = config;
  const broker = connectJetStream({
    servers: config.natsUrl.split(','),
    name: 'tiphys-status',
    logger,
    replicas: config.natsReplicas,
    ...(natsCredentials === undefined
      ? {}
      : { credentials: { creds: await readFile(natsCredentials, 'utf8') } }),
  });
  const store = connectPostgresReadModel({
    url: config.postgresUrl.reveal(),
    maxConnections: config.postgresConnections,
    archives: config.archive !== 'off',
    onConnectionLost: (error) => {
      logger.debug('a connection to PostgreSQL broke', { error });
      projector.databaseLost();
    },
  });
  const ports: StatusPorts = { history: broker.history, store, clock: systemClock, logger, tracer, metrics };
  const hub = new WatchHub(ports.clock);
  const projector = new Projector(ports, hub);
  const database = new DatabaseCheck(store, ports.clock, logger);
  const checks = [
    { name: 'nats', problem: () => broker.problem() },
    database,
    { name: 'projection', problem: () => projector.problem() },
  ];
  const release = async (): Promise<void> => {
    await Promise.all([broker.close(), store.close()]);
  };
  const reads = new StatusReads(ports, projector, hub, { mergesArchive: config.archive === 'merged' });
  const server = await startGrpcServer({
    address: config.address,
    services: [statusService(reads, new ArchiveReads(store))],
    logger,
    tracer,
    metrics,
    checks,
    descriptorSet: TIPHYS_DESCRIPTOR_SET,
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const stopping = new AbortController();
  const done = Promise.all([
    database.run(stopping.signal),
    project(projector, ports, { database, rebuild: config.rebuild }, stopping.signal),
    expire(ports, { database, ttlMs: config.archiveTtl }, stopping.signal),
  ]).then(() => undefined);
  // Whoever starts it looks at `done` later; until then a failure is not unhandled.
  done.catch(() => undefined);
  const stop = async (): Promise<void> => {
    await server.stop();
    stopping.abort();
    await done.catch(() => undefined);
    await release();
  };
  let stopped: Promise<void> | undefined;
  return {
    name: 'status',
    address: server.address,
    checks,
    done,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function project(
  projector: Projector,
  { store, clock }: StatusPorts,
  options: { database: DatabaseCheck; rebuild: boolean },
  signal: AbortSignal,
): Promise<void> {
  await preparedOrAborted(options.database, signal);
  if (options.rebuild && !signal.aborted) {
    await retryWithBackoff({ clock, signal }, () => store.reset()).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  await projector.run(signal);
}

async function expire(
  ports: StatusPorts,
  { database, ttlMs }: { database: DatabaseCheck; ttlMs: number },
  signal: AbortSignal,
): Promise<void> {
  await preparedOrAborted(database, signal);
  await expireArchived(ports, ttlMs, signal);
}

async function preparedOrAborted(database: DatabaseCheck, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.race([database.prepared, aborted]);
}
