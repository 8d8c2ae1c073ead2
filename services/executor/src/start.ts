import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { availableParallelism, hostname, networkInterfaces, totalmem } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream, type JetStreamBroker } from '@tiphys/event-log/jetstream';
import type { ObjectStore } from '@tiphys/object-store';
import { ARTIFACTS_BUCKET, JetStreamObjectStore } from '@tiphys/object-store/jetstream';
import { readSecretKeys, type SecretKeys } from '@tiphys/resource-store';
import { JetStreamResourceStore } from '@tiphys/resource-store/jetstream';
import type { ContainerRuntime } from '@tiphys/runtime';
import {
  type Config,
  type Metrics,
  type RunningService,
  type ServiceContext,
  ServiceError,
} from '@tiphys/service-kit';
import { agentIdentity } from './agent-identity.ts';
import { agentLabels } from './agent-labels.ts';
import { agentTaints } from './agent-taints.ts';
import { readAllocatable } from './allocatable.ts';
import { discardAttempts } from './discard-attempts.ts';
import type { HostResources } from './environment/resource-field.ts';
import { Executor } from './executor.ts';
import { DEFAULT_OPTIONS, type ExecutorOptions } from './executor-options.ts';
import type { EXECUTOR_VARIABLES } from './executor-variables.ts';
import { FileAttemptRecords } from './file-attempt-records.ts';
import { makeRuntime } from './make-runtime.ts';
import { ObjectReader } from './object-reader.ts';
import type { ExecutorMetrics } from './ports.ts';

export { discardAgent } from './discard-agent.ts';
export { EXECUTOR_VARIABLES } from './executor-variables.ts';

/**
 * Starts one agent. Broker and container engine may be down: it waits for both, and its checks say so.
 *
 * @param runtime instead of the one that the configuration names (benches).
 */
export async function startExecutor(
  config: Config<typeof EXECUTOR_VARIABLES>,
  { env, logger, tracer, metrics }: ServiceContext,
  runtime: ContainerRuntime = makeRuntime(config, env, logger),
): Promise<RunningService> {
  const hostName = hostname();
  const keys = await secretKeys(config);
  const agentId = config.agentId ?? (await identity(config.agentFolder, hostName));
  const broker = connectJetStream({
    servers: config.natsUrl.split(','),
    name: `tiphys-executor-${agentId}`,
    logger,
    replicas: config.natsReplicas,
    ...(config.natsCredentials === undefined
      ? {}
      : { credentials: { creds: await readFile(config.natsCredentials, 'utf8') } }),
  });
  const { commands, tasks, logs, agents } = broker;
  const resources = new JetStreamResourceStore({
    connection: (signal) => broker.connection(signal),
    replicas: config.natsReplicas,
  });
  const objects = new ObjectReader(resources, keys);
  const store = artifactStore(broker, config.natsReplicas);
  const artifactFolder = await emptied(join(config.agentFolder, 'artifacts'));
  const records = new FileAttemptRecords(join(config.agentFolder, 'begun'));
  const drivers = { commands, tasks, logs, agents, objects, store, runtime, records };
  const ports = { ...drivers, clock: systemClock, logger, tracer };
  const os = runtime.name === 'process' ? process.platform : 'linux';
  const host = { cpus: availableParallelism(), memoryBytes: totalmem() };
  const offers = offersOf(config, host);
  const labels = agentLabels(config.labels, { hostName, arch: process.arch, os });
  const executor = new Executor(
    { ...ports, metrics: executorMetrics(metrics) },
    {
      ...DEFAULT_OPTIONS,
      agentId,
      incarnation: randomUUID(),
      hostName,
      artifactFolder,
      host,
      hostIp: hostAddress(),
      pool: config.pool,
      labels,
      ...offers,
      capacity: config.capacity,
      heartbeatMs: config.heartbeat,
      leaseMs: config.agentLease,
      stopGraceMs: config.containerGrace,
    },
  );
  metrics.gauge(
    'tiphys.executor.attempts.running',
    { description: 'Attempts in the hands of the agent', unit: '1' },
    () => executor.running,
  );
  logger.info('the agent starts', {
    agentId,
    runtime: runtime.name,
    pool: config.pool,
    labels,
    ...offers,
    capacity: config.capacity,
  });
  return new RunningExecutor(executor, { agentId, broker, runtime, shutdown: config.shutdown });
}

/** @throws ServiceError invalid_configuration where what the agent is to offer cannot be read. */
function offersOf(
  { taints, allocatable, overcommit }: Config<typeof EXECUTOR_VARIABLES>,
  host: HostResources,
): Pick<ExecutorOptions, 'taints' | 'allocatable' | 'overcommit'> {
  const read = agentTaints(taints);
  if ('wrong' in read)
    throw new ServiceError(
      'invalid_configuration',
      `TIPHYS_TAINTS: "${read.wrong}" is not like key=value:NoSchedule`,
    );
  const amounts = readAllocatable(allocatable, host);
  if ('problem' in amounts)
    throw new ServiceError('invalid_configuration', `TIPHYS_ALLOCATABLE: ${amounts.problem}`);
  return { taints: read.taints, allocatable: amounts.allocatable, overcommit };
}

function artifactStore(broker: JetStreamBroker, replicas: number): ObjectStore {
  const connection: JetStreamBroker['connection'] = (signal) => broker.connection(signal);
  return new JetStreamObjectStore({ connection, bucket: ARTIFACTS_BUCKET, replicas });
}

/** Without what a process before this one was at when it died. */
async function emptied(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  return folder;
}

interface Held {
  agentId: string;
  broker: JetStreamBroker;
  runtime: ContainerRuntime;
  shutdown: Config<typeof EXECUTOR_VARIABLES>['shutdown'];
}

class RunningExecutor implements RunningService {
  readonly name = 'executor';
  readonly address = undefined;
  readonly checks: RunningService['checks'];
  readonly done: Promise<void>;
  readonly #executor: Executor;
  readonly #held: Held;
  readonly #stopping = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(executor: Executor, held: Held) {
    this.#executor = executor;
    this.#held = held;
    this.checks = [{ name: 'nats', problem: () => held.broker.problem() }, ...executor.checks];
    this.done = executor.run(this.#stopping.signal);
    // Whoever starts it looks at `done` later; until then a failure is not unhandled.
    this.done.catch(() => undefined);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { broker, runtime, shutdown, agentId } = this.#held;
    if (shutdown === 'drain') await this.#executor.drain(this.#stopping.signal);
    this.#stopping.abort();
    await this.done.catch(() => undefined);
    try {
      await broker.close();
    } finally {
      if (shutdown === 'discard') await discardAttempts(runtime, agentId, systemClock);
      await runtime.close();
    }
  }
}

/** @throws ServiceError invalid_configuration where the keys cannot be read. */
async function secretKeys(config: Config<typeof EXECUTOR_VARIABLES>): Promise<SecretKeys | undefined> {
  const read = await readSecretKeys({ text: config.secretsKey?.reveal(), file: config.secretsKeyFile });
  if (read === undefined || read.ok) return read?.keys;
  throw new ServiceError('invalid_configuration', `the keys for Secrets: ${read.problem}`);
}

/** The first address by which others reach this host. */
function hostAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '';
}

async function identity(folder: string, hostName: string): Promise<string> {
  try {
    return await agentIdentity(folder, hostName);
  } catch (error) {
    throw new ServiceError(
      'invalid_configuration',
      `the agent's id cannot be kept in ${folder}: set TIPHYS_AGENT_FOLDER to a folder that can be written, or TIPHYS_AGENT_ID (${error instanceof Error ? error.message : error})`,
      { cause: error },
    );
  }
}

function executorMetrics(metrics: Metrics): ExecutorMetrics {
  return {
    attemptsFinished: metrics.counter('tiphys.executor.attempts', {
      description: 'Attempts that were reported, by phase',
      unit: '1',
    }),
    startDuration: metrics.histogram('tiphys.executor.start.duration', {
      description: 'From a granted claim to a container that runs',
      unit: 's',
    }),
    outputStored: metrics.counter('tiphys.executor.output', {
      description: 'Output of containers that was stored',
      unit: 'By',
    }),
  };
}
