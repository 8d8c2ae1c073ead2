import type { PodContainer } from '@tiphys/engine';
import type { ContainerCreateOptions, HostConfig, MountConfig } from 'dockerode';
import type { StartOrder } from '../../runtime.ts';
import { RuntimeError } from '../../runtime-error.ts';
import {
  type ContainerPolicy,
  hostname,
  limitOptions,
  logConfig,
  programOptions,
} from '../create-options.ts';
import { careLabel } from './container-care.ts';
import { CARE_LABEL, GRACE_LABEL, type Part, partLabels, partName, TTY_LABEL } from './pod-parts.ts';
import { confinement, NO_HOST_ACCESS } from './security.ts';

/** Where a container of a pod stands. */
export interface Place {
  part: Part;
  index: number;
  policy: ContainerPolicy;
  hostCpus: number;
  /** The container whose network it joins; undefined: it has one of its own. */
  sandboxId: string | undefined;
  mounts: MountConfig;
  /** Folders of the engine's host, `from:to[:ro]`. */
  binds: string[];
  hasScript: boolean;
}

/**
 * A container of a pod. PID 1 is its command, as in Kubernetes.
 *
 * @throws RuntimeError invalid_task.
 */
export function podContainerOptions(
  order: StartOrder,
  container: PodContainer,
  place: Place,
): ContainerCreateOptions {
  const { part, index, policy, sandboxId } = place;
  const { pod } = order.task;
  const { user, host } = confinement(
    container.name,
    container.securityContext,
    pod?.securityContext,
    policy.access ?? NO_HOST_ACCESS,
  );
  const { stdin, tty, lifecycle } = container;
  const care = careLabel(container);
  return {
    name: partName(order.attempt, part, index),
    Image: container.image,
    ...(sandboxId === undefined ? networkOwner(order) : {}),
    Labels: {
      ...partLabels(order, part, container.name),
      ...graceLabel(order),
      ...(care === undefined ? {} : { [CARE_LABEL]: care }),
      ...(tty === true ? { [TTY_LABEL]: '1' } : {}),
    },
    ...programOptions({ ...container, env: container.env ?? [] }, place.hasScript),
    ...(user === undefined ? {} : { User: user }),
    ...(stdin === true ? { OpenStdin: true } : {}),
    ...(tty === true ? { Tty: true } : {}),
    ...(lifecycle?.stopSignal === undefined ? {} : { StopSignal: lifecycle.stopSignal }),
    HostConfig: {
      ...host,
      ...(sandboxId === undefined ? networkOf(order, policy) : { NetworkMode: `container:${sandboxId}` }),
      LogConfig: logConfig(policy),
      ...limitOptions(container.resources, place.hostCpus),
      ...(place.mounts.length === 0 ? {} : { Mounts: place.mounts }),
      ...(place.binds.length === 0 ? {} : { Binds: place.binds }),
    },
  };
}

/** How long the containers of the pod may take to end. */
export function graceLabel({ task }: StartOrder): Record<string, string> {
  const seconds = task.pod?.terminationGracePeriodSeconds;
  return seconds === undefined ? {} : { [GRACE_LABEL]: String(seconds * 1000) };
}

/** What the container that has the pod's network has besides: the pod's name. */
export function networkOwner({ task }: StartOrder): ContainerCreateOptions {
  if (task.pod?.hostNetwork === true) return {};
  const { hostname: chosen = '' } = task.pod ?? {};
  return { Hostname: chosen === '' ? hostname(task.podName) : chosen };
}

/** @throws RuntimeError invalid_task. */
export function networkOf({ task }: StartOrder, policy: ContainerPolicy): HostConfig {
  const { hostNetwork, hostAliases = [], dnsConfig, securityContext } = task.pod ?? {};
  if (hostNetwork === true && policy.access?.hostNetwork !== true) {
    throw new RuntimeError(
      'invalid_task',
      'hostNetwork is not allowed by this agent (TIPHYS_ALLOW_HOST_NETWORK)',
    );
  }
  const hosts = hostAliases.flatMap(({ ip, hostnames = [] }) => hostnames.map((name) => `${name}:${ip}`));
  const options = (dnsConfig?.options ?? []).map(({ name = '', value }) =>
    value === undefined ? name : `${name}:${value}`,
  );
  const sysctls = Object.fromEntries(
    (securityContext?.sysctls ?? []).map(({ name, value }) => [name, value]),
  );
  return {
    NetworkMode: hostNetwork === true ? 'host' : policy.network,
    ...(hosts.length === 0 ? {} : { ExtraHosts: hosts }),
    ...(dnsConfig?.nameservers === undefined ? {} : { Dns: dnsConfig.nameservers }),
    ...(dnsConfig?.searches === undefined ? {} : { DnsSearch: dnsConfig.searches }),
    ...(options.length === 0 ? {} : { DnsOptions: options }),
    ...(Object.keys(sysctls).length === 0 ? {} : { Sysctls: sysctls }),
  };
}
