import type { ResourceRequirements } from '@tiphys/spec';
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { attemptKey } from '../attempt-key.ts';
import { resourceLimits } from '../resource-limits.ts';
import type { StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { writeLabels } from './container-labels.ts';
import { placedFileVariables, SCRIPT_PATH } from './placed-files.ts';
import type { HostAccess } from './pod/security.ts';

const NANO = 1_000_000_000;
/** The least that the engine takes. */
const MIN_NANO_CPUS = NANO / 100;
const MAX_HOSTNAME = 63;

export interface ContainerPolicy {
  /** `bridge`, `none`, `host`, or the name of a network. */
  network: string;
  /** What pods may have of the host; nothing where it is not given. */
  access?: HostAccess;
  /** How much output the engine keeps per container. What goes beyond is lost to an agent that was away meanwhile. */
  maxLogSize: string;
}

/**
 * The container of an attempt. PID 1 is the task's command, as in Kubernetes; nothing is privileged, nothing of the
 * host is mounted.
 *
 * @throws RuntimeError invalid_task.
 */
export function createOptions(
  order: StartOrder,
  hostCpus: number,
  policy: ContainerPolicy,
): ContainerCreateOptions {
  const { task } = order;
  return {
    name: attemptKey(order.attempt),
    Image: task.image,
    Hostname: hostname(task.podName),
    Labels: writeLabels(order),
    ...programOptions(
      { ...task, env: [...task.env, ...placedFileVariables(task)] },
      task.script !== undefined,
    ),
    HostConfig: {
      NetworkMode: policy.network,
      LogConfig: logConfig(policy),
      ...limitOptions(task.resources, hostCpus),
    },
  };
}

type Program = Pick<StartOrder['task'], 'env'> & {
  command?: string[];
  args?: string[];
  workingDir?: string | undefined;
};

/** What a container runs. @throws RuntimeError invalid_task. */
export function programOptions(
  { env, command = [], args = [], workingDir = '' }: Program,
  hasScript: boolean,
): ContainerCreateOptions {
  checkEnvironment(env);
  const all = hasScript ? [...args, SCRIPT_PATH] : args;
  return {
    Env: env.map(({ name, value }) => `${name}=${value ?? ''}`),
    ...(command.length === 0 ? {} : { Entrypoint: command }),
    ...(all.length === 0 ? {} : { Cmd: all }),
    ...(workingDir === '' ? {} : { WorkingDir: workingDir }),
  };
}

/** The engine's default may be a driver that cannot be read back. */
export function logConfig({ maxLogSize }: ContainerPolicy): HostConfig['LogConfig'] {
  return { Type: 'json-file', Config: { 'max-size': maxLogSize, 'max-file': '2' } };
}

/** @throws RuntimeError invalid_task. */
export function limitOptions(resources: ResourceRequirements | undefined, hostCpus: number): HostConfig {
  const { nanoCpus, memoryBytes, gpus } = resourceLimits(resources);
  return {
    // A limit above what the host has limits nothing, and the engine refuses it.
    ...(nanoCpus === undefined || nanoCpus >= hostCpus * NANO
      ? {}
      : { NanoCpus: Math.max(MIN_NANO_CPUS, nanoCpus) }),
    // As in Kubernetes, no swap on top of the limit.
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    ...(gpus === undefined || gpus === 0
      ? {}
      : { DeviceRequests: [{ Driver: 'nvidia', Count: gpus, Capabilities: [['gpu']] }] }),
  };
}

function checkEnvironment(env: StartOrder['task']['env']): void {
  for (const { name } of env) {
    if (name === '' || /[=\0]/.test(name)) {
      throw new RuntimeError('invalid_task', `env: "${name}" is no name of a variable`);
    }
  }
}

/** A container's host name is its pod's, cut to what a host name may be (as the kubelet does). */
export function hostname(podName: string): string {
  return podName.slice(0, MAX_HOSTNAME).replace(/[-.]+$/, '');
}
