import type { Clock } from '@tiphys/clock';
import Docker from 'dockerode';
import { attemptKey } from '../attempt-key.ts';
import type { AttemptContainer, AttemptIdentity, ContainerRuntime, StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { AGENT_LABEL, readLabels } from './container-labels.ts';
import { type ContainerPolicy, createOptions } from './create-options.ts';
import { DockerContainer } from './docker-container.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import {
  CONFLICT,
  createRefusal,
  engineMessage,
  NOT_FOUND,
  NOT_MODIFIED,
  startRefusal,
  statusOf,
  toRuntimeError,
} from './docker-error.ts';
import { callDeadline, engineGet } from './engine-call.ts';
import { ImagePuller } from './image-puller.ts';
import { RegistryCredentials } from './registry-credentials.ts';

export interface DockerRuntimeOptions {
  endpoint: DockerEndpoint;
  clock: Clock;
  /** The environment that `docker` would have, for logins at registries. */
  env: Readonly<Record<string, string | undefined>>;
  policy?: Partial<ContainerPolicy>;
}

const DEFAULT_POLICY: ContainerPolicy = { network: 'bridge', maxLogSize: '256m' };
const PING_MS = 10_000;

/** Runs attempts as containers of a Docker engine, or of one that speaks its API. */
export class DockerRuntime implements ContainerRuntime {
  readonly name = 'docker';
  readonly #docker: Docker;
  readonly #address: string;
  readonly #clock: Clock;
  readonly #policy: ContainerPolicy;
  readonly #images: ImagePuller;
  #hostCpus: number | undefined;

  constructor({ endpoint, clock, env, policy }: DockerRuntimeOptions) {
    this.#docker = new Docker(endpoint.options);
    this.#address = endpoint.address;
    this.#clock = clock;
    this.#policy = { ...DEFAULT_POLICY, ...policy };
    this.#images = new ImagePuller(this.#docker, new RegistryCredentials(env));
  }

  async problem(): Promise<string | undefined> {
    try {
      await engineGet(this.#docker.modem, '/_ping', AbortSignal.timeout(PING_MS));
      return undefined;
    } catch (error) {
      return unreachable(this.#address, error);
    }
  }

  /** Takes one call less where nothing is in the way: the image is looked for only when the engine misses it. */
  async start(order: StartOrder, signal: AbortSignal): Promise<AttemptContainer> {
    const options = createOptions(order, await this.#cpus(order), this.#policy);
    let pulled = false;
    for (;;) {
      if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
      try {
        const { id } = await this.#docker.createContainer({ ...options, abortSignal: callDeadline() });
        return await this.#startCreated(id, order);
      } catch (error) {
        if (error instanceof RuntimeError) throw error;
        if (statusOf(error) === CONFLICT) {
          const adopted = await this.#adopt(order);
          if (adopted !== undefined) return adopted;
        } else if (statusOf(error) === NOT_FOUND && !pulled) {
          await this.#images.pull(order.task.image, signal);
          pulled = true;
        } else throw createRefusal(order.task.image, error);
      }
    }
  }

  async find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined> {
    try {
      const info = await this.#docker
        .getContainer(attemptKey(attempt))
        .inspect({ abortSignal: callDeadline() });
      return this.#handle(info.Id, info.Config.Labels, info.State.Status !== 'created');
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw toRuntimeError(error);
    }
  }

  async list(agentId: string): Promise<AttemptContainer[]> {
    try {
      const found = await this.#docker.listContainers({
        all: true,
        filters: { label: [`${AGENT_LABEL}=${agentId}`] },
        abortSignal: callDeadline(),
      });
      return found
        .map(({ Id, Labels, State }) => this.#handle(Id, Labels, State !== 'created'))
        .filter((container) => container !== undefined);
    } catch (error) {
      throw toRuntimeError(error);
    }
  }

  async close(): Promise<void> {}

  /** The container of that name is the attempt's: an earlier call, or an agent that died, has made it. */
  async #adopt(order: StartOrder): Promise<AttemptContainer | undefined> {
    const there = await this.find(order.attempt);
    if (there === undefined || there.started) return there;
    return this.#startCreated(attemptKey(order.attempt), order);
  }

  async #startCreated(id: string, order: StartOrder): Promise<AttemptContainer> {
    const container = this.#docker.getContainer(id);
    try {
      await container.start({ abortSignal: callDeadline() });
    } catch (error) {
      if (statusOf(error) !== NOT_MODIFIED) {
        const refusal = startRefusal(error);
        if (!refusal.retryable) await container.remove({ force: true, v: true }).catch(() => undefined);
        throw refusal;
      }
    }
    const { attempt, agentId, task, traceparent } = order;
    return new DockerContainer(
      container,
      { attempt, agentId, remains: task, traceparent },
      true,
      this.#clock,
    );
  }

  #handle(id: string, labels: Record<string, string>, started: boolean): AttemptContainer | undefined {
    const labelled = readLabels(labels);
    if (labelled === undefined) return undefined;
    return new DockerContainer(this.#docker.getContainer(id), labelled, started, this.#clock);
  }

  /** How many processors the engine has; asked once, and only for a task with a limit. */
  async #cpus({ task }: StartOrder): Promise<number> {
    if (task.resources?.limits?.cpu === undefined) return 0;
    try {
      this.#hostCpus ??= ((await engineGet(this.#docker.modem, '/info')) as { NCPU: number }).NCPU;
      return this.#hostCpus;
    } catch (error) {
      throw toRuntimeError(error);
    }
  }
}

function unreachable(address: string, error: unknown): string {
  const code = (error as { code?: unknown }).code;
  const head = `no container engine answers at ${address}`;
  if (code === 'EACCES' || code === 'EPERM') {
    return `${head}: permission denied; run "sudo usermod -aG docker $USER" and log in again`;
  }
  if (code === 'ENOENT') {
    return `${head}: there is no such socket; install and start one with "npm run setup:docker", or set DOCKER_HOST`;
  }
  if (code === 'ECONNREFUSED') return `${head}: is it running? Start it with "systemctl start docker"`;
  return `${head}: ${engineMessage(error)}`;
}
