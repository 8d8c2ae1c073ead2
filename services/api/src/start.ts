import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import { ARTIFACTS_BUCKET, JetStreamObjectStore } from '@tiphys/object-store/jetstream';
import { readSecretKeys, type SecretKeys } from '@tiphys/resource-store';
import { JetStreamResourceStore } from '@tiphys/resource-store/jetstream';
import {
  BROKER_VARIABLES,
  type Config,
  type RunningService,
  SECRETS_KEY_VARIABLES,
  type ServiceContext,
  ServiceError,
  startGrpcServer,
  text,
} from '@tiphys/service-kit';
import { ARGO_DESCRIPTOR_SET } from '@tiphys/wire/argo';
import { archivedWorkflowService } from './grpc/archive-service.ts';
import { artifactService } from './grpc/artifact-service.ts';
import { cronWorkflowService } from './grpc/cron-service.ts';
import { infoService } from './grpc/info-service.ts';
import { resourceService } from './grpc/resource-service.ts';
import { syncService } from './grpc/sync-service.ts';
import { clusterWorkflowTemplateService, workflowTemplateService } from './grpc/template-services.ts';
import { workflowService } from './grpc/workflow-service.ts';
import { GrpcStatusReader } from './grpc-status-reader.ts';
import type { ApiPorts } from './ports.ts';

export const API_VARIABLES = {
  ...BROKER_VARIABLES,
  ...SECRETS_KEY_VARIABLES,
  statusAddress: text('TIPHYS_STATUS_ADDRESS', {
    description: 'host:port of the status service',
    default: '127.0.0.1:2747',
  }),
  address: text('TIPHYS_API_ADDRESS', { description: 'host:port to listen on', default: '127.0.0.1:2746' }),
} as const;

/** Version of this service, as `tiphys version` tells it. */
const VERSION = '0.1.0';

/** Starts the api: connects, and serves Argo's services. */
export async function startApi(
  config: Config<typeof API_VARIABLES>,
  { logger, tracer, metrics }: Pick<ServiceContext, 'logger' | 'tracer' | 'metrics'>,
): Promise<RunningService> {
  const keys = await secretKeys(config);
  const broker = connectJetStream({
    servers: config.natsUrl.split(','),
    name: 'tiphys-api',
    logger,
    replicas: config.natsReplicas,
    ...(config.natsCredentials === undefined
      ? {}
      : { credentials: { creds: await readFile(config.natsCredentials, 'utf8') } }),
  });
  const status = new GrpcStatusReader(config.statusAddress, systemClock);
  const stores = {
    connection: (signal?: AbortSignal) => broker.connection(signal),
    replicas: config.natsReplicas,
  };
  const ports: ApiPorts = {
    ...broker,
    resources: new JetStreamResourceStore(stores),
    artifacts: new JetStreamObjectStore({ ...stores, bucket: ARTIFACTS_BUCKET }),
    secretKeys: keys,
    status,
    clock: systemClock,
    random: randomBytes,
    logger,
    tracer,
  };
  const checks = [
    { name: 'nats', problem: () => broker.problem() },
    { name: 'status', problem: () => status.problem() },
  ];
  const release = async (): Promise<void> => {
    status.close();
    await broker.close();
  };
  try {
    const server = await startGrpcServer({
      address: config.address,
      services: [
        workflowService(ports),
        workflowTemplateService(ports),
        clusterWorkflowTemplateService(ports),
        cronWorkflowService(ports),
        archivedWorkflowService(ports),
        syncService(ports),
        resourceService(ports),
        artifactService(ports),
        infoService(VERSION),
      ],
      logger,
      tracer,
      metrics,
      checks,
      descriptorSet: ARGO_DESCRIPTOR_SET,
    });
    const stopped = Promise.withResolvers<void>();
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await server.stop();
      await release();
      stopped.resolve();
    };
    return {
      name: 'api',
      address: server.address,
      checks,
      done: stopped.promise,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** @throws ServiceError invalid_configuration where the keys cannot be read. */
async function secretKeys(config: Config<typeof API_VARIABLES>): Promise<SecretKeys | undefined> {
  const read = await readSecretKeys({ text: config.secretsKey?.reveal(), file: config.secretsKeyFile });
  if (read === undefined || read.ok) return read?.keys;
  throw new ServiceError('invalid_configuration', `the keys for Secrets: ${read.problem}`);
}
