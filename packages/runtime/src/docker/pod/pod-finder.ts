import type { Clock } from '@tiphys/clock';
import type Docker from 'dockerode';
import type { AttemptContainer, AttemptIdentity, ContainerExit } from '../../runtime.ts';
import { AGENT_LABEL, type LabelledAttempt, readLabels } from '../container-labels.ts';
import { DockerContainer } from '../docker-container.ts';
import { toRuntimeError } from '../docker-error.ts';
import { callDeadline } from '../engine-call.ts';
import { CaredContainer } from './cared-container.ts';
import { ContainerCare, type KillReasons } from './container-care.ts';
import { DockerPod, type PodCore } from './docker-pod.ts';
import { DockerSet, type SetMember } from './docker-set.ts';
import { inspectContainer, startContainer } from './make-container.ts';
import {
  attemptFilter,
  CARE_LABEL,
  CLAIM_OF_LABEL,
  CONTAINER_LABEL,
  GRACE_LABEL,
  PART_LABEL,
  partName,
  SET_LABEL,
  TTY_LABEL,
} from './pod-parts.ts';
import { removePod } from './remove-pod.ts';

/** Argo takes a sidecar that ends so to have been ended (inferFailedReason). */
const KILLED_CODES: ReadonlySet<number> = new Set([137, 143]);

/** What the engine says of one container, or of a volume. */
interface Found {
  id: string;
  labels: Record<string, string>;
  /** Undefined for a volume. */
  state: string | undefined;
}

/** Makes handles of what the engine has: containers of their own, and pods of several. */
export class PodFinder {
  readonly #docker: Docker;
  readonly #clock: Clock;
  readonly #reasons: KillReasons = new Map();

  constructor(docker: Docker, clock: Clock) {
    this.#docker = docker;
    this.#clock = clock;
  }

  /** What there is of an attempt; undefined: nothing. */
  async find(attempt: AttemptIdentity): Promise<AttemptContainer | undefined> {
    const found = await this.#search(attemptFilter(attempt));
    return this.#handles(found)[0];
  }

  /** Everything an agent has. */
  async list(agentId: string): Promise<AttemptContainer[]> {
    return this.#handles(await this.#search({ label: [`${AGENT_LABEL}=${agentId}`] }));
  }

  /** The workflows whose claims have volumes that an agent has made. */
  async claimHolders(agentId: string): Promise<string[]> {
    const found = await this.#search({ label: [CLAIM_OF_LABEL, `${AGENT_LABEL}=${agentId}`] });
    return [...new Set(found.flatMap(({ labels }) => labels[CLAIM_OF_LABEL] ?? []))];
  }

  async #search(filters: { label: string[] }): Promise<Found[]> {
    try {
      const [containers, { Volumes: volumes }] = await Promise.all([
        this.#docker.listContainers({ all: true, filters, abortSignal: callDeadline() }),
        this.#docker.listVolumes({
          filters: JSON.stringify(filters) as unknown as { label: string[] },
          abortSignal: callDeadline(),
        }),
      ]);
      return [
        ...containers.map(({ Id: id, Labels: labels, State: state }) => ({ id, labels, state })),
        ...(volumes ?? []).map(({ Name: id, Labels: labels }) => ({ id, labels, state: undefined })),
      ];
    } catch (error) {
      throw toRuntimeError(error);
    }
  }

  #handles(found: readonly Found[]): AttemptContainer[] {
    const groups = new Map<string, { labelled: LabelledAttempt; parts: Found[] }>();
    for (const one of found) {
      const labelled = readLabels(one.labels);
      if (labelled === undefined) continue;
      const key = partName(labelled.attempt, 'main');
      const group = groups.get(key) ?? { labelled, parts: [] };
      group.parts.push(one);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ labelled, parts }) => this.#handle(labelled, parts));
  }

  #handle(labelled: LabelledAttempt, parts: readonly Found[]): AttemptContainer {
    const alone = parts.find(({ labels }) => labels[PART_LABEL] === undefined);
    if (alone !== undefined) return this.#alone(labelled, alone);
    const grace = parts.map(({ labels }) => labels[GRACE_LABEL]).find((text) => text !== undefined);
    const graceMs = grace === undefined ? undefined : Number(grace);
    const main = parts.find(({ labels }) => labels[PART_LABEL] === 'main');
    const sidecars = parts.filter(
      ({ labels, state }) => labels[PART_LABEL] === 'sidecar' && state === 'running' && CARE_LABEL in labels,
    );
    return new DockerPod(labelled, this.#core(labelled, parts), graceMs, {
      untilReady: async (signal) => main && this.care(main.id, main.labels).untilReady('goOn', signal),
      sidecars: sidecars.map((part) => this.#container(labelled, part)),
      failedSidecars: () => this.#failedSidecars(parts),
      remove: () => removePod(this.#docker, labelled.attempt, graceMs, (id, labels) => this.care(id, labels)),
    });
  }

  /** As the engine has them now. */
  async #failedSidecars(parts: readonly Found[]): Promise<NonNullable<ContainerExit['failedSidecars']>> {
    const failed = [];
    for (const { id, labels } of parts) {
      if (labels[PART_LABEL] !== 'sidecar') continue;
      const state = (await inspectContainer(this.#docker, id))?.State;
      if (state?.Status !== 'exited' || KILLED_CODES.has(state.ExitCode) || state.ExitCode === 0) continue;
      failed.push({
        name: labels[CONTAINER_LABEL] ?? '',
        exitCode: state.ExitCode,
        oomKilled: state.OOMKilled,
      });
    }
    return failed;
  }

  #core(labelled: LabelledAttempt, parts: readonly Found[]): PodCore | undefined {
    const main = parts.find(({ labels }) => labels[PART_LABEL] === 'main');
    if (main !== undefined) return main.state === 'created' ? undefined : this.#container(labelled, main);
    const members = parts
      .filter(({ labels }) => labels[PART_LABEL] === 'set')
      .map((part) => this.#member(labelled, part));
    const [first] = members;
    if (first === undefined || members.length < first.count) return undefined;
    return new DockerSet(members, this.#clock);
  }

  /** Of one container of a pod. */
  care(id: string, labels: Readonly<Record<string, string>>): ContainerCare {
    return new ContainerCare(this.#docker, this.#clock, this.#reasons, id, labels);
  }

  #container(labelled: LabelledAttempt, part: Found): PodCore {
    const alone = this.#alone(labelled, part);
    return CARE_LABEL in part.labels ? new CaredContainer(alone, this.care(part.id, part.labels)) : alone;
  }

  #alone(labelled: LabelledAttempt, { id, labels, state }: Found): DockerContainer {
    const container = this.#docker.getContainer(id);
    const hasTerminal = TTY_LABEL in labels;
    return new DockerContainer(container, labelled, state !== 'created', this.#clock, hasTerminal);
  }

  #member(labelled: LabelledAttempt, part: Found): SetMember & { count: number } {
    const name = part.labels[CONTAINER_LABEL] ?? '';
    const graph = JSON.parse(part.labels[SET_LABEL] ?? '{}') as Pick<
      SetMember,
      'index' | 'dependencies' | 'retries' | 'retryDelayMs' | 'shown'
    > & { count: number };
    return {
      ...graph,
      name,
      container: this.#container(labelled, part),
      start: async (signal) => {
        await startContainer(this.#docker.getContainer(part.id), name);
        await this.care(part.id, part.labels).afterStart(signal);
      },
      status: async () => (await inspectContainer(this.#docker, part.id))?.State.Status ?? 'exited',
    };
  }
}
