import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';
import { NOT_FOUND, statusOf, toRuntimeError } from './docker-error.ts';
import { callDeadline, engineGet } from './engine-call.ts';

/** How the engine names another container's network. */
const JOINED = 'container:';

/**
 * A running container's address on its network; that of the container whose network it has joined, where it has.
 *
 * @returns undefined where it does not run, or shares the host's network.
 */
export async function addressOf({ modem, id }: Docker.Container): Promise<string | undefined> {
  try {
    const { State, HostConfig, NetworkSettings } = await inspect(modem, id);
    if (!State.Running) return undefined;
    const { NetworkMode = '' } = HostConfig;
    const networks = NetworkMode.startsWith(JOINED)
      ? (await inspect(modem, NetworkMode.slice(JOINED.length))).NetworkSettings.Networks
      : NetworkSettings.Networks;
    return Object.values(networks)
      .map(({ IPAddress, GlobalIPv6Address }) => IPAddress || GlobalIPv6Address)
      .find((address) => address !== '');
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return undefined;
    throw toRuntimeError(error);
  }
}

async function inspect(modem: Docker.Container['modem'], id: string): Promise<ContainerInspectInfo> {
  return (await engineGet(modem, `/containers/${id}/json`, callDeadline())) as ContainerInspectInfo;
}
