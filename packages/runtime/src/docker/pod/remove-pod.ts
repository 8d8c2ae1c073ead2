import type Docker from 'dockerode';
import type { AttemptIdentity } from '../../runtime.ts';
import { NOT_FOUND, removalRefusal, statusOf } from '../docker-error.ts';
import { callDeadline } from '../engine-call.ts';
import type { ContainerCare } from './container-care.ts';
import { attemptFilter, CLAIM_OF_LABEL, PART_LABEL } from './pod-parts.ts';

/** Kubernetes would let a sidecar have 30 seconds; by then everybody has gone on. */
const SIDECAR_GRACE_MS = 2_000;

/**
 * Removes whatever is left of an attempt: its containers first, sidecars with a moment to end, then its volumes. No
 * error where nothing is.
 *
 * @param graceMs for sidecars that still run; undefined: a short one.
 * @throws RuntimeError
 */
export async function removePod(
  docker: Docker,
  attempt: AttemptIdentity,
  graceMs: number | undefined,
  careOf: (id: string, labels: Record<string, string>) => Pick<ContainerCare, 'stop'>,
): Promise<void> {
  const filters = attemptFilter(attempt);
  try {
    const containers = await docker.listContainers({ all: true, filters, abortSignal: callDeadline() });
    await Promise.all(
      containers
        .filter(({ Labels, State }) => Labels[PART_LABEL] === 'sidecar' && State === 'running')
        .map(({ Id, Labels }) => careOf(Id, Labels).stop(graceMs ?? SIDECAR_GRACE_MS)),
    );
    // The sandbox last: the others are in its network.
    const rank = (labels: Record<string, string>): number => (labels[PART_LABEL] === 'sandbox' ? 1 : 0);
    for (const wanted of [0, 1]) {
      await Promise.all(
        containers
          .filter(({ Labels }) => rank(Labels) === wanted)
          .map(({ Id }) =>
            ignoring([NOT_FOUND], () =>
              docker.getContainer(Id).remove({ force: true, v: true, abortSignal: callDeadline() }),
            ),
          ),
      );
    }
    await removeVolumes(docker, filters);
  } catch (error) {
    throw removalRefusal(error);
  }
}

async function removeVolumes(docker: Docker, filters: { label: string[] }): Promise<void> {
  const { Volumes: volumes } = await listVolumes(docker, filters);
  await Promise.all(
    (volumes ?? []).map(({ Name }) =>
      ignoring([NOT_FOUND], () => docker.getVolume(Name).remove({ abortSignal: callDeadline() } as object)),
    ),
  );
}

/**
 * Removes the volumes of a workflow's claims.
 *
 * @throws RuntimeError engine_unavailable while a container that is about to go still has one.
 */
export async function removeClaims(docker: Docker, workflowUid: string): Promise<void> {
  try {
    await removeVolumes(docker, { label: [`${CLAIM_OF_LABEL}=${workflowUid}`] });
  } catch (error) {
    throw removalRefusal(error);
  }
}

function listVolumes(docker: Docker, filters: { label: string[] }): ReturnType<Docker['listVolumes']> {
  return docker.listVolumes({
    filters: JSON.stringify(filters) as unknown as { label: string[] },
    abortSignal: callDeadline(),
  });
}

async function ignoring(answers: readonly number[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!answers.includes(statusOf(error) ?? 0)) throw error;
  }
}
