import type { ContainerCreateOptions } from 'dockerode';
import { attemptKey } from '../attempt-key.ts';
import { resourceDemand } from '../resource-demand.ts';
import type { StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { writeLabels } from './container-labels.ts';
import { SCRIPT_PATH } from './script-path.ts';

const NANO = 1_000_000_000;
/** The least that the engine takes. */
const MIN_NANO_CPUS = NANO / 100;
const MAX_HOSTNAME = 63;

export interface ContainerPolicy {
  /** `bridge`, `none`, `host`, or the name of a network. */
  network: string;
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
  checkEnvironment(task.env);
  const args = task.script === undefined ? task.args : [...task.args, SCRIPT_PATH];
  const { nanoCpus, memoryBytes } = resourceDemand(task.resources).limits;
  return {
    name: attemptKey(order.attempt),
    Image: task.image,
    Hostname: hostname(task.podName),
    Labels: writeLabels(order),
    Env: task.env.map(({ name, value }) => `${name}=${value ?? ''}`),
    ...(task.command.length === 0 ? {} : { Entrypoint: task.command }),
    ...(args.length === 0 ? {} : { Cmd: args }),
    ...(task.workingDir === undefined || task.workingDir === '' ? {} : { WorkingDir: task.workingDir }),
    HostConfig: {
      NetworkMode: policy.network,
      // The engine's default may be a driver that cannot be read back.
      LogConfig: { Type: 'json-file', Config: { 'max-size': policy.maxLogSize, 'max-file': '2' } },
      // A limit above what the host has limits nothing, and the engine refuses it.
      ...(nanoCpus === undefined || nanoCpus >= hostCpus * NANO
        ? {}
        : { NanoCpus: Math.max(MIN_NANO_CPUS, nanoCpus) }),
      // As in Kubernetes, no swap on top of the limit.
      ...(memoryBytes === undefined ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    },
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
function hostname(podName: string): string {
  return podName.slice(0, MAX_HOSTNAME).replace(/[-.]+$/, '');
}
