import type Docker from 'dockerode';
import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode';
import { RuntimeError } from '../../runtime-error.ts';
import {
  CONFLICT,
  createRefusal,
  NOT_FOUND,
  NOT_MODIFIED,
  startRefusal,
  statusOf,
  toRuntimeError,
} from '../docker-error.ts';
import { callDeadline } from '../engine-call.ts';

/** Gets an image that is missing; resolves when it is there. */
export type GetImage = (image: string) => Promise<void>;

/**
 * Makes a container, or finds the one that an earlier call has made under its name.
 *
 * @throws RuntimeError
 */
export async function makeContainer(
  docker: Docker,
  options: ContainerCreateOptions,
  getImage: GetImage,
  signal: AbortSignal,
): Promise<Docker.Container> {
  const { name = '', Image: image = '' } = options;
  let hasImage = false;
  for (;;) {
    if (signal.aborted) throw new RuntimeError('cancelled', 'called off before there was a container');
    try {
      return await docker.createContainer({ ...options, abortSignal: callDeadline() });
    } catch (error) {
      if (statusOf(error) === CONFLICT) {
        const there = await inspectContainer(docker, name);
        if (there !== undefined) return docker.getContainer(there.Id);
      } else if (statusOf(error) === NOT_FOUND && !hasImage) {
        await getImage(image);
        hasImage = true;
      } else throw createRefusal(image, error);
    }
  }
}

/** No error where it runs already. */
export async function startContainer(
  container: Docker.Container,
  name: string,
  isInit = false,
): Promise<void> {
  try {
    await container.start({ abortSignal: callDeadline() });
  } catch (error) {
    if (statusOf(error) === NOT_MODIFIED) return;
    throw startRefusal(error, name, isInit);
  }
}

/** @returns undefined where there is none. */
export async function inspectContainer(
  docker: Docker,
  name: string,
): Promise<ContainerInspectInfo | undefined> {
  try {
    return await docker.getContainer(name).inspect({ abortSignal: callDeadline() });
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return undefined;
    throw toRuntimeError(error);
  }
}
