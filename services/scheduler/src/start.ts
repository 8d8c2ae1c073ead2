import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemClock } from '@tiphys/clock/system';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import { JetStreamResourceStore } from '@tiphys/resource-store/jetstream';
import {
  BROKER_VARIABLES,
  type Config,
  duration,
  integer,
  type RunningService,
  type ServiceContext,
} from '@tiphys/service-kit';
import type { SchedulerPorts } from './ports.ts';
import { Scheduler } from './scheduler.ts';
import { WorkflowMetrics } from './workflow-metrics.ts';

export const SCHEDULER_VARIABLES = {
  ...BROKER_VARIABLES,
  concurrency: integer('TIPHYS_SCHEDULER_CONCURRENCY', {
    description: 'how many workflows are worked on at the same time',
    default: 64,
    min: 1,
    max: 4096,
  }),
  parallelism: integer('TIPHYS_PARALLELISM', {
    description: 'how many workflows run at the same time, the same for all schedulers; 0: no limit',
    default: 0,
    min: 0,
  }),
  namespaceParallelism: integer('TIPHYS_NAMESPACE_PARALLELISM', {
    description: 'the same in each namespace',
    default: 0,
    min: 0,
  }),
  cachedWorkflows: integer('TIPHYS_SCHEDULER_CACHE', {
    description: 'how many workflows are kept in memory',
    default: 1_000,
    min: 1,
  }),
  agentLease: duration('TIPHYS_AGENT_LEASE', {
    description: 'how long an agent may be silent before what it holds is lost',
    default: 30_000,
  }),
} as const;

/** Starts one scheduler; several may run. */
export async function startScheduler(
  config: Config<typeof SCHEDULER_VARIABLES>,
  { logger, tracer, metrics }: Pick<ServiceContext, 'logger' | 'tracer' | 'metrics'>,
): Promise<RunningService> {
  const schedulerId = `${hostname()}-${process.pid}`;
  const broker = connectJetStream({
    servers: config.natsUrl.split(','),
    name: `tiphys-scheduler-${schedulerId}`,
    logger,
    replicas: config.natsReplicas,
    ...(config.natsCredentials === undefined
      ? {}
      : { credentials: { creds: await readFile(config.natsCredentials, 'utf8') } }),
  });
  const workflowMetrics = new WorkflowMetrics(() => systemClock.now(), logger);
  const ports: SchedulerPorts = {
    ...broker,
    resources: new JetStreamResourceStore({
      connection: (signal) => broker.connection(signal),
      replicas: config.natsReplicas,
    }),
    workflowMetrics,
    clock: systemClock,
    logger,
    tracer,
    metrics: {
      commandsHandled: metrics.counter('tiphys.scheduler.commands', {
        description: 'Commands that were handled',
        unit: '1',
      }),
      commandsRetried: metrics.counter('tiphys.scheduler.commands.retried', {
        description: 'Commands that have to come again',
        unit: '1',
      }),
    },
  };
  const scheduler = new Scheduler(ports, {
    schedulerId,
    concurrency: config.concurrency,
    cachedWorkflows: config.cachedWorkflows,
    agentLeaseMs: config.agentLease,
    parallelism: config.parallelism,
    namespaceParallelism: config.namespaceParallelism,
  });
  const stopping = new AbortController();
  const done = scheduler.run(stopping.signal);
  // Whoever starts it looks at `done` later; until then a failure is not unhandled.
  done.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done.catch(() => undefined);
    await broker.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    name: 'scheduler',
    address: undefined,
    checks: [{ name: 'nats', problem: () => broker.problem() }],
    done,
    metricsText: () => workflowMetrics.text(),
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
