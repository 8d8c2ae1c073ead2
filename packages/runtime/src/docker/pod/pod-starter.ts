import type { ContainerTask, PodContainer } from '@tiphys/engine';
import type Docker from 'dockerode';
import type { AttemptContainer, StartOrder } from '../../runtime.ts';
import { RuntimeError } from '../../runtime-error.ts';
import type { ContainerPolicy } from '../create-options.ts';
import { statusOf, toRuntimeError } from '../docker-error.ts';
import { enginePostStream } from '../engine-call.ts';
import type { ImagePuller } from '../image-puller.ts';
import { placedFileVariables } from '../placed-files.ts';
import { readAll } from '../read-stream.ts';
import { type ContainerCare, careLabel } from './container-care.ts';
import { graceLabel, networkOf, networkOwner, type Place, podContainerOptions } from './container-options.ts';
import { type GetImage, inspectContainer, makeContainer, startContainer } from './make-container.ts';
import { importPauseImage, PAUSE_IMAGE, PAUSE_PROGRAM } from './pause-image.ts';
import { holderMount, type PlannedVolume, planVolumes } from './planned-volume.ts';
import { CARE_LABEL, type Part, partLabels, partName, SET_LABEL } from './pod-parts.ts';
import { PodVolumes } from './pod-volumes.ts';
import { type Inputs, placeInputs, unnamedVolumes } from './read-only-root.ts';
import { withRootInputs } from './root-inputs.ts';
import { checkImageUser, mustNotBeRoot, NO_HOST_ACCESS } from './security.ts';

export interface PodStarterOptions {
  docker: Docker;
  policy: ContainerPolicy;
  images: ImagePuller;
  hostCpus: () => Promise<number>;
  /** The handle of a pod, or of what there is of it. */
  find: (order: StartOrder) => Promise<AttemptContainer | undefined>;
  care: (id: string, labels: Readonly<Record<string, string>>) => ContainerCare;
}

/** What is known of a pod while it is started. */
interface Pod {
  order: StartOrder;
  signal: AbortSignal;
  sandboxId: string | undefined;
  volumes: PodVolumes;
  hostCpus: number;
}

/**
 * Starts pods, step by step; after a crash it goes on at the step that was reached: every container has a name of its
 * own, and what has run does not run again.
 *
 *   volumes and network (sandbox) ──▶ init containers, one by one ──▶ sidecars ──▶ main, or the set
 */
export class PodStarter {
  readonly #options: PodStarterOptions;

  constructor(options: PodStarterOptions) {
    this.#options = options;
  }

  /** @throws RuntimeError */
  async start(given: StartOrder, signal: AbortSignal): Promise<AttemptContainer> {
    const order = withRootInputs(given);
    const there = await this.#options.find(order);
    if (there?.started === true) return there;
    const { initContainers = [], sidecars = [], set } = order.task.pod ?? {};
    const pod = await this.#prepare(order, signal);
    for (const [index, container] of initContainers.entries()) await this.#runInit(pod, container, index);
    for (const [index, container] of sidecars.entries()) {
      const made = await this.#make(pod, container, 'sidecar', index);
      await this.#started(pod, made, container, (care) => care.untilReady('giveUp', signal));
    }
    if (set === undefined) await this.#startMain(pod);
    else await this.#makeSet(pod);
    const started = await this.#options.find(order);
    if (started === undefined) throw new RuntimeError('engine_failed', 'the pod has gone');
    return started;
  }

  /** Starts a container, with its hook; what then is to be waited for may be called off. */
  async #started(
    { order, signal }: Pod,
    made: Docker.Container,
    container: PodContainer,
    then: (care: ContainerCare) => Promise<void> = async () => undefined,
  ): Promise<void> {
    await startNoted(order, made, container.name);
    const label = careLabel(container);
    if (label === undefined) return;
    const care = this.#options.care(made.id, { [CARE_LABEL]: label, ...graceLabel(order) });
    try {
      await care.afterStart(signal);
      await then(care);
    } catch (error) {
      if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
      throw toRuntimeError(error);
    }
  }

  /** The network and the volumes, where there are any to share. */
  async #prepare(order: StartOrder, signal: AbortSignal): Promise<Pod> {
    const { docker, policy } = this.#options;
    const { sidecars = [], set } = order.task.pod ?? {};
    const planned = planVolumes(order, policy.access ?? NO_HOST_ACCESS);
    const hostCpus = hasCpuLimit(order) ? await this.#options.hostCpus() : 0;
    const shares = sidecars.length > 0 || set !== undefined;
    const keeps = planned.some(({ inMemory }) => inMemory);
    const ofEngine = planned.filter(({ name }) => name !== undefined);
    if (!shares && ofEngine.length === 0) {
      const volumes = new PodVolumes(docker, undefined, planned);
      return { order, signal, sandboxId: undefined, volumes, hostCpus };
    }
    const fresh = await new PodVolumes(docker, undefined, planned).missingClaims();
    const sandbox = await this.#makeSandbox(order, ofEngine, signal);
    // What is in memory lasts as long as something that runs has it.
    if (shares || keeps) await startContainer(sandbox, 'sandbox');
    const volumes = new PodVolumes(docker, sandbox, planned);
    await volumes.fill(order, fresh);
    await volumes.putRootInputs(order);
    return { order, signal, sandboxId: shares ? sandbox.id : undefined, volumes, hostCpus };
  }

  #makeSandbox(
    order: StartOrder,
    planned: readonly PlannedVolume[],
    signal: AbortSignal,
  ): Promise<Docker.Container> {
    const { docker, policy } = this.#options;
    const options = {
      name: partName(order.attempt, 'sandbox'),
      Image: PAUSE_IMAGE,
      ...networkOwner(order),
      Labels: partLabels(order, 'sandbox', ''),
      Entrypoint: [PAUSE_PROGRAM],
      HostConfig: { ...networkOf(order, policy), Mounts: planned.map(holderMount) },
    };
    return makeContainer(docker, options, () => importPauseImage(docker), signal);
  }

  async #runInit(pod: Pod, container: PodContainer, index: number): Promise<void> {
    const made = await this.#make(pod, container, 'init', index);
    const before = await inspectContainer(this.#options.docker, made.id);
    if (before?.State.Status === 'created') await startNoted(pod.order, made, container.name, true);
    await waitForEnd(made, pod.signal);
    const after = await inspectContainer(this.#options.docker, made.id);
    const { ExitCode: code = 137, OOMKilled: oomKilled = false } = after?.State ?? {};
    if (code === 0) return;
    const reason = oomKilled ? 'OOMKilled' : 'Error';
    throw new RuntimeError('init_failed', `${container.name}: ${reason} (exit code ${code})`);
  }

  async #startMain(pod: Pod): Promise<void> {
    const { order } = pod;
    const { task } = order;
    const { image, command, args, env, workingDir, resources } = task;
    const main: PodContainer = {
      ...task.pod?.settings,
      name: 'main',
      image,
      command,
      args,
      env,
      ...(workingDir === undefined ? {} : { workingDir }),
      ...(resources === undefined ? {} : { resources }),
    };
    const made = await this.#make(pod, main, 'main', 0);
    await this.#started(pod, made, main);
  }

  /** All of them are made, none is started: whoever waits for the set starts each when its time has come. */
  async #makeSet(pod: Pod): Promise<void> {
    const { containers = [], retries = 0, retryDelayMs = 0 } = pod.order.task.pod?.set ?? {};
    for (const [index, container] of containers.entries()) {
      const { dependencies = [], command } = container;
      const shown = pod.order.shown?.pod?.set?.containers[index]?.command?.[0];
      const label = JSON.stringify({
        index,
        count: containers.length,
        dependencies,
        retries,
        retryDelayMs,
        ...(shown === command?.[0] ? {} : { shown }),
      });
      await this.#make(pod, container, 'set', index, { [SET_LABEL]: label });
    }
    await pod.order.beforeStart?.();
  }

  async #make(
    pod: Pod,
    container: PodContainer,
    part: Part,
    index: number,
    labels: Record<string, string> = {},
  ): Promise<Docker.Container> {
    const { order, signal, sandboxId, hostCpus } = pod;
    const { docker, policy } = this.#options;
    const { mounts, binds } = await pod.volumes.mountsOf(container);
    const inputs = inputsOf(container, order.task);
    if (inputs !== undefined) mounts.push(...unnamedVolumes(container, inputs));
    const hasScript = part === 'main' && order.task.script !== undefined;
    const place: Place = { part, index, policy, hostCpus, sandboxId, mounts, binds, hasScript };
    const variables = container.name === 'main' ? placedFileVariables(order.task) : [];
    const own = { ...container, env: [...(container.env ?? []), ...variables] };
    const options = podContainerOptions(order, own, place);
    const getImage = await this.#imageOf(pod, container);
    const all = { ...options, Labels: { ...options.Labels, ...labels } };
    const made = await makeContainer(docker, all, getImage, signal);
    if (inputs !== undefined) await putInto(made, container, inputs, order.archives);
    return made;
  }

  /** Sees to the pull policy, and to a user that must not be root. */
  async #imageOf({ order, signal }: Pod, container: PodContainer): Promise<GetImage> {
    const { images } = this.#options;
    const { name, image, imagePullPolicy = '', securityContext } = container;
    const pull: GetImage = () => images.pull(image, signal, order.imageLogins);
    if (imagePullPolicy === 'Always') await pull(image);
    const getImage: GetImage =
      imagePullPolicy === 'Never' ? () => Promise.reject(neverPulled(name, image)) : pull;
    if (mustNotBeRoot(name, securityContext, order.task.pod?.securityContext)) {
      checkImageUser(name, await this.#imageUser(image, getImage));
    }
    return getImage;
  }

  async #imageUser(image: string, getImage: GetImage): Promise<string> {
    const known = this.#options.docker.getImage(image);
    try {
      const info = await known.inspect().catch(async () => {
        await getImage(image);
        return known.inspect();
      });
      return info.Config.User;
    } catch (error) {
      throw toRuntimeError(error);
    }
  }
}

async function startNoted(
  order: StartOrder,
  container: Docker.Container,
  name: string,
  isInit = false,
): Promise<void> {
  await order.beforeStart?.();
  await startContainer(container, name, isInit);
}

function neverPulled(name: string, image: string): RuntimeError {
  return new RuntimeError(
    'image_not_found',
    `Pod failed before ${name} container starts due to ErrImageNeverPull: Container image "${image}" is not present with pull policy of Never`,
  );
}

function hasCpuLimit({ task }: StartOrder): boolean {
  const { initContainers = [], sidecars = [], set } = task.pod ?? {};
  return [task, ...initContainers, ...sidecars, ...(set?.containers ?? [])].some(
    ({ resources }) => resources?.limits?.cpu !== undefined,
  );
}

/** @throws RuntimeError cancelled, engine_unavailable. */
async function waitForEnd(container: Docker.Container, signal: AbortSignal): Promise<void> {
  try {
    const body = await enginePostStream(container.modem, `/containers/${container.id}/wait?`, signal);
    await readAll(body);
  } catch (error) {
    if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
    throw toRuntimeError(error);
  }
}

/** What is put into a container: the main one gets all there is, one that mirrors it the artifacts. */
function inputsOf({ name }: PodContainer, task: ContainerTask): Inputs | undefined {
  if (name === 'main') return task;
  return task.pod?.mirrors?.includes(name) === true ? { inputArtifacts: task.inputArtifacts } : undefined;
}

/** Input artifacts and the script; what lies in a volume lands there. */
async function putInto(
  made: Docker.Container,
  container: PodContainer,
  inputs: Inputs,
  archives: StartOrder['archives'] = [],
): Promise<void> {
  try {
    await placeInputs(made, container, inputs, archives);
  } catch (error) {
    throw statusOf(error) === undefined ? error : toRuntimeError(error);
  }
}
