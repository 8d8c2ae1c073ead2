import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { systemClock } from '@tiphys/clock/system';
import type { ContainerTask, PodTask } from '@tiphys/engine';
import { dockerMissing, ensureBusyboxImage, testDocker } from '@tiphys/testkit';
import { resolveDockerEndpoint } from '../docker/docker-endpoint.ts';
import { DockerRuntime } from '../docker/docker-runtime.ts';
import type { HostAccess } from '../docker/pod/security.ts';
import type { StartOrder } from '../runtime.ts';
import { textOf } from './text-of.ts';

export const skip = await dockerMissing();
export const image = skip === undefined ? await ensureBusyboxImage() : '';
export const agentId = `pods-test-${randomUUID()}`;
export const never = new AbortController().signal;

export function open(access?: Partial<HostAccess>, env = {}): DockerRuntime {
  const endpoint = resolveDockerEndpoint(env);
  assert.ok('address' in endpoint);
  const policy = { access: { hostPaths: [], privileged: false, hostNetwork: false, ...access } };
  return new DockerRuntime({ endpoint, clock: systemClock, env, policy });
}

/** Of a pod whose main container runs a program of the shell. */
export function order(pod: PodTask, program: string, task: Partial<ContainerTask> = {}): StartOrder {
  return {
    agentId,
    attempt: { workflow: { uid: randomUUID(), namespace: 'd', name: 'w' }, nodeId: 'w-1', attempt: 0 },
    traceparent: '',
    task: {
      nodeName: 'w',
      podName: 'the-pod',
      templateName: 't',
      image,
      command: ['sh', '-c'],
      args: [program],
      env: [],
      outputFiles: [],
      includeResult: false,
      pod,
      ...task,
    },
  };
}

export function shell(name: string, program: string, rest: object = {}) {
  return { name, image, command: ['sh', '-c'], args: [program], ...rest };
}

/** Runs a pod to its end, and removes it. */
export async function run(started: StartOrder, access?: Partial<HostAccess>) {
  const container = await open(access).start(started, never);
  try {
    const exit = await container.exited(never);
    return { exit, text: await textOf(container) };
  } finally {
    await container.remove();
  }
}

/** Removes what a test that failed has left. */
export async function removeLeft(): Promise<void> {
  for (const container of await open().list(agentId)) await container.remove();
}

/** What the engine has of an attempt: containers and volumes. */
export async function leftOvers(started: StartOrder): Promise<string[]> {
  const filters = { label: [`tiphys.workflow-uid=${started.attempt.workflow.uid}`] };
  const containers = await testDocker().listContainers({ all: true, filters });
  const { Volumes } = await testDocker().listVolumes({
    filters: JSON.stringify(filters) as unknown as typeof filters,
  });
  return [...containers.map(({ Names }) => Names.join()), ...(Volumes ?? []).map(({ Name }) => Name)];
}
