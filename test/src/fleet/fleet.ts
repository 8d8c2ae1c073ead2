import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { TiphysClient } from '@tiphys/client';
import { freePort } from '@tiphys/local-servers';
import { testDirectory, watchLeaks } from '@tiphys/testkit';
import { brokerContents } from './broker-contents.ts';
import { eventually } from './eventually.ts';
import { type KillableServer, killableNats, killablePostgres } from './killable-server.ts';
import { type ServiceKind, ServiceProcess } from './service-process.ts';
import { WorkflowWatch } from './workflow-watch.ts';

export const NAMESPACE = 'default';

export interface FleetOptions {
  /** What the agents run commands with. */
  runtime: 'docker' | 'process';
  /** Default 1 each; the second scheduler is called `scheduler-2`. */
  schedulers?: number;
  executors?: number;
  /** Further environment variables of all services. */
  env?: Readonly<Record<string, string>>;
}

/** nats-server, PostgreSQL and every service as a process of its own, on loopback ports that outlive restarts. */
export class Fleet {
  readonly runtime: FleetOptions['runtime'];
  readonly directory: string;
  readonly nats: KillableServer;
  readonly postgres: KillableServer;
  readonly apiAddress: string;
  readonly statusAddress: string;
  /** For the calls of tests; the watch has a connection of its own. */
  readonly client: TiphysClient;
  readonly services: ReadonlyMap<string, ServiceProcess>;
  readonly #closers: (() => unknown)[] = [];
  #watch: WorkflowWatch | undefined;

  constructor(parts: {
    options: FleetOptions;
    directory: string;
    nats: KillableServer;
    postgres: KillableServer;
    apiAddress: string;
    statusAddress: string;
    services: ReadonlyMap<string, ServiceProcess>;
  }) {
    this.runtime = parts.options.runtime;
    this.directory = parts.directory;
    this.nats = parts.nats;
    this.postgres = parts.postgres;
    this.apiAddress = parts.apiAddress;
    this.statusAddress = parts.statusAddress;
    this.services = parts.services;
    this.client = TiphysClient.connect({ address: parts.apiAddress });
  }

  /** All workflows, from the first call on. */
  get watch(): WorkflowWatch {
    this.#watch ??= new WorkflowWatch(this.apiAddress, NAMESPACE);
    return this.#watch;
  }

  service(name: string): ServiceProcess {
    const service = this.services.get(name);
    if (service === undefined) throw new Error(`there is no ${name} in this fleet`);
    return service;
  }

  /** SIGKILL. */
  async kill(...names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => this.service(name).kill()));
  }

  /** Starts what was killed; resolves when it is ready. */
  async restart(...names: readonly string[]): Promise<void> {
    for (const name of names) this.service(name).start();
    await this.ready(...names);
  }

  /** Starts whatever a test that failed has left dead. */
  async restore(): Promise<void> {
    const dead = [...this.services.values()].filter(({ isRunning }) => !isRunning);
    if (dead.length > 0) await this.restart(...dead.map(({ name }) => name));
  }

  /** Resolves when these, by default all that run, can do their work. */
  async ready(...names: readonly string[]): Promise<void> {
    const waited = names.length > 0 ? names.map((name) => this.service(name)) : [...this.services.values()];
    await Promise.all(waited.filter(({ isRunning }) => isRunning).map((service) => service.ready()));
  }

  /** Attempts of which an agent still keeps something (process runtime). */
  async attemptFolders(): Promise<string[]> {
    const agents = [...this.services.keys()].filter((name) => name.startsWith('executor'));
    const found = agents.map((name) => readdir(join(this.directory, name, 'attempts')).catch(() => []));
    return (await Promise.all(found)).flat();
  }

  /**
   * Attempts that are still kept when their agents have had time to be done with them: what has been reported is
   * removed a moment later.
   */
  async attemptsLeft(): Promise<string[]> {
    const gone = eventually(
      'no attempt is kept',
      async () => ((await this.attemptFolders()).length === 0 ? true : undefined),
      15_000,
    );
    return gone.then(
      () => [],
      () => this.attemptFolders(),
    );
  }

  /** The agents' ids; containers are labelled with them. */
  get agentIds(): string[] {
    return [...this.services.keys()].filter((name) => name.startsWith('executor')).map(this.agentId);
  }

  readonly agentId = (name: string): string => `${name}-of-${this.nats.port}`;

  /** Called before the services are ended, whatever else fails; what was opened last is closed first. */
  onStop(close: () => unknown): void {
    this.#closers.unshift(close);
  }

  /** Ends all; every service that runs must end in good order. */
  async stop(): Promise<void> {
    const closers = [...this.#closers, () => this.#watch?.close(), () => this.client.close()];
    const closed = await Promise.allSettled(closers.map(async (close) => close()));
    const running = [...this.services.values()].filter(({ isRunning }) => isRunning);
    const codes = await Promise.all(running.map(async (service) => [service.name, await service.stop()]));
    await Promise.all([this.nats.stop(), this.postgres.stop()]);
    assert.deepEqual(
      codes.filter(([, code]) => code !== 0),
      [],
      'services that did not end in good order',
    );
    for (const result of closed) if (result.status === 'rejected') throw result.reason;
  }

  /** What every process has said since the last test; for one that failed. */
  takeLogs(): string {
    return [...this.services.values()].map((one) => `--- ${one.name}\n${one.takeLog()}`).join('\n');
  }
}

/**
 * Starts a fleet for the tests of the file that calls this at its top; resolves when it is ready. After them it is
 * ended, and whatever is left behind (containers, processes, sockets, attempts) fails the file. The logs are printed
 * for every test that fails.
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  let fleet: Fleet | undefined;
  let leaks: Awaited<ReturnType<typeof watchLeaks>> | undefined;
  // Registered before the directory's own removal: hooks run in the order of their registration.
  after(async () => {
    const attempts = (await fleet?.attemptsLeft()) ?? [];
    await fleet?.stop();
    assert.deepEqual(attempts, [], 'attempts that were left behind');
    await leaks?.assertNone();
  });
  afterEach(async (context) => {
    const logs = fleet?.takeLogs();
    if (!('passed' in context) || context.passed || fleet === undefined) return;
    const kept = await brokerContents(fleet.nats.url).catch((error: Error) => [error.message]);
    console.error(`${logs}\n--- what the broker keeps\n${kept.join('\n')}`);
  });
  const directory = testDirectory();
  const [nats, postgres] = await Promise.all([
    killableNats(join(directory, 'nats')),
    killablePostgres(join(directory, 'postgres')),
  ]);
  leaks = await watchLeaks(`tiphys.agent-id=executor-of-${nats.port}`);
  fleet = await makeFleet(options, directory, nats, postgres);
  for (const service of fleet.services.values()) service.start();
  await fleet.ready();
  return fleet;
}

async function makeFleet(
  options: FleetOptions,
  directory: string,
  nats: KillableServer,
  postgres: KillableServer,
): Promise<Fleet> {
  const apiAddress = `127.0.0.1:${await freePort()}`;
  const statusAddress = `127.0.0.1:${await freePort()}`;
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    DOCKER_HOST: process.env.DOCKER_HOST,
    TIPHYS_NATS_URL: nats.url,
    TIPHYS_POSTGRES_URL: postgres.url,
    TIPHYS_RUNTIME: options.runtime,
    TIPHYS_LOG_LEVEL: 'debug',
    TIPHYS_HEARTBEAT: '500ms',
    TIPHYS_CONTAINER_GRACE: '1s',
    ...options.env,
  };
  const services = new Map<string, ServiceProcess>();
  const add = async (name: string, kind: ServiceKind, own: Record<string, string> = {}): Promise<void> => {
    const healthAddress = `127.0.0.1:${await freePort()}`;
    services.set(name, new ServiceProcess({ name, kind, env: { ...env, ...own }, healthAddress }));
  };
  await add('status', 'status', { TIPHYS_STATUS_ADDRESS: statusAddress });
  for (let n = 1; n <= (options.schedulers ?? 1); n += 1) await add(numbered('scheduler', n), 'scheduler');
  await add('api', 'api', { TIPHYS_API_ADDRESS: apiAddress, TIPHYS_STATUS_ADDRESS: statusAddress });
  const fleet = new Fleet({ options, directory, nats, postgres, apiAddress, statusAddress, services });
  for (let n = 1; n <= (options.executors ?? 1); n += 1) {
    const name = numbered('executor', n);
    await add(name, 'executor', {
      TIPHYS_AGENT_FOLDER: join(directory, name),
      TIPHYS_AGENT_ID: fleet.agentId(name),
    });
  }
  return fleet;
}

function numbered(kind: string, n: number): string {
  return n === 1 ? kind : `${kind}-${n}`;
}
