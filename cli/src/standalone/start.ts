import { delimiter, join } from 'node:path';
import { API_VARIABLES, startApi } from '@tiphys/api/start';
import { systemClock } from '@tiphys/clock/system';
import { EXECUTOR_VARIABLES, startExecutor } from '@tiphys/executor/start';
import { freePort, startNats, startPostgres } from '@tiphys/local-servers';
import type { ContainerRuntime } from '@tiphys/runtime';
import { type Script, SimulatedHost, SimulatedRuntime } from '@tiphys/runtime/simulated';
import { SCHEDULER_VARIABLES, startScheduler } from '@tiphys/scheduler/start';
import {
  type Environment,
  type RunningService,
  readConfig,
  type ServiceContext,
  startTelemetry,
} from '@tiphys/service-kit';
import { STATUS_VARIABLES, startStatus } from '@tiphys/status/start';
import type { StartStandalone } from '../standalone-options.ts';
import { chooseRuntime } from './choose-runtime.ts';
import { openDataDirectory } from './data-directory.ts';
import { type LogFile, openLog } from './log-file.ts';
import { ReleaseStack } from './release-stack.ts';
import { secretsKeySettings } from './secrets-key.ts';
import { agentFolder, sweepDeadRuns } from './sweep-runs.ts';
import { untilReady } from './until-ready.ts';

const HOST = '127.0.0.1';

/** npm's scripts of this checkout, for commands that the examples run where there is no Docker. */
const SCRIPTS = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin');

/**
 * Everything on this host: nats-server and PostgreSQL as processes that end with this one, the four services and an
 * agent inside it. The composition is the fleet's: only what the environment variables would say is said here.
 *
 * @throws LocalServerError, ServiceError, CommandError: each one line that says how to mend it.
 */
export const startStandalone: StartStandalone = async (options) => {
  const { env } = process;
  const release = new ReleaseStack();
  try {
    const runtime = await chooseRuntime(options.runtime, env, options.notice);
    const sweeping = sweepDeadRuns(env, options.notice);
    release.push(() => sweeping);
    const directory = await openDataDirectory(options, runtime, env);
    release.push(() => directory.release());
    const log = await openLog(join(directory.path, 'tiphys.log'), env);
    release.push(() => log.close());
    const [nats, postgres] = await startServers(directory.path, options.ephemeral, release);
    const telemetry = await startTelemetry({ service: 'tiphys', env });
    release.push(() => telemetry.stop());
    const settings = {
      ...env,
      ...options.settings,
      TIPHYS_NATS_URL: nats.url,
      TIPHYS_POSTGRES_URL: postgres.url,
      TIPHYS_STATUS_ADDRESS: `${HOST}:${await freePort(HOST)}`,
      TIPHYS_API_ADDRESS: `${HOST}:${options.port}`,
      ...(runtime === 'simulated' ? {} : { TIPHYS_RUNTIME: runtime }),
      TIPHYS_PROCESS_PATH: SCRIPTS,
      // There is no other agent for what asks for more than this host has.
      TIPHYS_OVERCOMMIT: 'true',
      ...(await secretsKeySettings(directory.path, env)),
      TIPHYS_AGENT_FOLDER: agentFolder(directory.path),
      // What is kept goes on at the next start; what is thrown away must leave nothing behind.
      TIPHYS_AGENT_SHUTDOWN: options.ephemeral ? 'discard' : 'leave',
      PATH: `${SCRIPTS}${delimiter}${env.PATH ?? ''}`,
    };
    const { tracer, metrics } = telemetry;
    const kit = { logger: log.logger, tracer, metrics };
    const simulated = runtime === 'simulated' ? simulatedRuntime(options.simulate ?? SUCCEED) : undefined;
    const services = await startServices(settings, kit, simulated, release);
    await untilReady(services);
    const address = services.find(({ name }) => name === 'api')?.address ?? '';
    return { address, runtime, stop: () => release.run() };
  } catch (error) {
    await release.run();
    throw error;
  }
};

async function startServers(directory: string, ephemeral: boolean, release: ReleaseStack) {
  const starting = [
    startNats({ storeDir: join(directory, 'nats') }),
    startPostgres({ dataDir: join(directory, 'postgres'), durable: !ephemeral }),
  ] as const;
  for (const server of starting) {
    // Each that comes up is ended, also where the other does not.
    server.then(
      (started) => release.push(() => started.stop()),
      () => undefined,
    );
  }
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

/** In the order in which they are ended last: whoever depends on others goes first. */
async function startServices(
  env: Environment,
  kit: Pick<ServiceContext, 'tracer' | 'metrics'> & Pick<LogFile, 'logger'>,
  runtime: ContainerRuntime | undefined,
  release: ReleaseStack,
): Promise<RunningService[]> {
  const services: RunningService[] = [];
  const context = (name: string): ServiceContext => ({
    ...kit,
    env,
    logger: kit.logger(name),
    signal: new AbortController().signal,
  });
  const add = async (starting: Promise<RunningService>): Promise<void> => {
    const service = await starting;
    services.push(service);
    release.push(() => service.stop());
  };
  await add(startStatus(readConfig(env, STATUS_VARIABLES), context('status')));
  await add(startScheduler(readConfig(env, SCHEDULER_VARIABLES), context('scheduler')));
  await add(startApi(readConfig(env, API_VARIABLES), context('api')));
  await add(startExecutor(readConfig(env, EXECUTOR_VARIABLES), context('executor'), runtime));
  return services;
}

const SUCCEED: Script = () => ({ durationMs: 0, exitCode: 0 });

function simulatedRuntime(script: Script): ContainerRuntime {
  return new SimulatedRuntime(new SimulatedHost({ clock: systemClock, script, seed: 'none' }));
}

export type { Standalone, StandaloneOptions } from '../standalone-options.ts';
