import type { Clock } from '@tiphys/clock';
import Docker, { type ContainerCreateOptions, type ContainerInspectInfo } from 'dockerode';
import { attemptKey } from '../attempt-key.ts';
import type { AttemptContainer, AttemptIdentity, ContainerRuntime, StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { remainsOf } from '../task-remains.ts';
import { readLabels } from './container-labels.ts';
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
import { PodFinder } from './pod/pod-finder.ts';
import { PART_LABEL } from './pod/pod-parts.ts';
import { PodStarter } from './pod/pod-starter.ts';
import { removeClaims } from './pod/remove-pod.ts';
import { putInputs } from './put-inputs.ts';
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
/** How long whoever made a container may take to start it, and how often it is looked. */
const MAKER_MS = 5_000;
const LOOK_MS = 100;

/** Runs attempts as containers of a Docker engine, or of one that speaks its API. */
export class DockerRuntime implements ContainerRuntime {
  readonly name = 'docker';
  readonly #docker: Docker;
  readonly #address: string;
  readonly #clock: Clock;
  readonly #policy: ContainerPolicy;
  readonly #images: ImagePuller;
  readonly #finder: PodFinder;
  readonly #pods: PodStarter;
  #hostCpus: number | undefined;

  constructor({ endpoint, clock, env, policy }: DockerRuntimeOptions) {
    this.#docker = new Docker(endpoint.options);
    this.#address = endpoint.address;
    this.#clock = clock;
    this.#policy = { ...DEFAULT_POLICY, ...policy };
    this.#images = new ImagePuller(this.#docker, new RegistryCredentials(env));
    this.#finder = new PodFinder(this.#docker, clock);
    this.#pods = new PodStarter({
      docker: this.#docker,
      policy: this.#policy,
      images: this.#images,
      hostCpus: () => this.#cpus(),
      find: ({ attempt }) => this.find(attempt),
      care: (id, labels) => this.#finder.care(id, labels),
    });
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
    if (order.task.pod !== undefined) return this.#pods.start(order, signal);
    const hasLimit = order.task.resources?.limits?.cpu !== undefined;
    const options = createOptions(order, hasLimit ? await this.#cpus() : 0, this.#policy);
    let pulled = false;
    for (;;) {
      if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
      const made = await this.#create(options);
      if ('id' in made) return this.#startCreated(made.id, order);
      if (statusOf(made.refused) === CONFLICT) {
        const adopted = await this.#adopt(order, signal);
        if (adopted !== undefined) return adopted;
      } else if (statusOf(made.refused) === NOT_FOUND && !pulled) {
        await this.#images.pull(order.task.image, signal);
        pulled = true;
      } else throw createRefusal(order.task.image, made.refused);
    }
  }

  async find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined> {
    const info = await this.#inspect(attempt);
    if (info === undefined || PART_LABEL in info.Config.Labels) return this.#finder.find(attempt);
    return this.#handle(info.Id, info.Config.Labels, info.State.Status !== 'created');
  }

  async list(agentId: string): Promise<AttemptContainer[]> {
    return this.#finder.list(agentId);
  }

  async releaseClaims(workflowUid: string): Promise<void> {
    await removeClaims(this.#docker, workflowUid);
  }

  async claimHolders(agentId: string): Promise<string[]> {
    return this.#finder.claimHolders(agentId);
  }

  async close(): Promise<void> {}

  async #inspect(attempt: AttemptIdentity): Promise<ContainerInspectInfo | undefined> {
    try {
      return await this.#docker.getContainer(attemptKey(attempt)).inspect({ abortSignal: callDeadline() });
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw toRuntimeError(error);
    }
  }

  async #create(options: ContainerCreateOptions): Promise<{ id: string } | { refused: unknown }> {
    try {
      const { id } = await this.#docker.createContainer({ ...options, abortSignal: callDeadline() });
      return { id };
    } catch (refused) {
      return { refused };
    }
  }

  /**
   * The container of that name is the attempt's: an earlier call, or an agent that died, has made it. Started is
   * started, whatever became of it. One that is only made may be about to be started by its maker, and an engine
   * starts again what has ended in between: so its maker gets time first.
   *
   * @returns undefined where it has just gone, or is not quite there.
   */
  async #adopt(order: StartOrder, signal: AbortSignal): Promise<AttemptContainer | undefined> {
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      const info = await this.#inspect(order.attempt);
      if (info !== undefined) {
        const there = this.#handle(info.Id, info.Config.Labels, info.State.Status !== 'created');
        if (there === undefined) throw nameTaken(order);
        if (there.started) return there;
        if (waitedMs >= MAKER_MS) return this.#startCreated(info.Id, order);
      } else if (waitedMs > 0) return undefined;
      await this.#clock.sleep(LOOK_MS, signal);
    }
  }

  async #startCreated(id: string, order: StartOrder): Promise<AttemptContainer> {
    const container = this.#docker.getContainer(id);
    try {
      await putInputs(container, order.task, order.archives);
    } catch (error) {
      throw await refused(container, startRefusal(error));
    }
    await order.beforeStart?.().catch(async (error: Error) => {
      throw await refused(container, error);
    });
    try {
      await container.start({ abortSignal: callDeadline() });
    } catch (error) {
      if (statusOf(error) !== NOT_MODIFIED) throw await refused(container, startRefusal(error));
    }
    const { attempt, agentId, task, traceparent } = order;
    return new DockerContainer(
      container,
      { attempt, agentId, remains: remainsOf(task), traceparent },
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
  async #cpus(): Promise<number> {
    try {
      this.#hostCpus ??= ((await engineGet(this.#docker.modem, '/info')) as { NCPU: number }).NCPU;
      return this.#hostCpus;
    } catch (error) {
      throw toRuntimeError(error);
    }
  }
}

/** One that cannot be started is removed; where the engine does not answer it is tried again. */
async function refused<E extends Error>(container: Docker.Container, refusal: E): Promise<E> {
  const { retryable = false } = refusal as { retryable?: boolean };
  if (!retryable) await container.remove({ force: true, v: true }).catch(() => undefined);
  return refusal;
}

function nameTaken({ attempt }: StartOrder): RuntimeError {
  const name = attemptKey(attempt);
  return new RuntimeError('engine_failed', `the name ${name} is taken by a container that is not Tiphys's`);
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
