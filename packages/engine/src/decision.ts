import type { Artifact } from '@tiphys/spec';
import { apply } from './apply.ts';
import type { Rejection } from './commands.ts';
import type { WorkflowEvent } from './events.ts';
import type { NodeState, WorkflowDraft, WorkflowState } from './state.ts';
import { NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';

/** The agenda's name for the workflow itself; every other item is a node's id. */
export const WORKFLOW = '';

/**
 * How much one transition may hold before the rest is left to the next one. Keeps every message of the history
 * small, however large the tree: 256 events of ordinary size are about 80 KB.
 */
const MAX_WEIGHT = 256;
/** Characters of text that weigh as much as one event. */
const CHARACTERS_PER_WEIGHT = 400;

/**
 * What one command decides, as it grows. `emit` is the only way to change anything: it applies the event to the
 * state at once, so that the rest of the decision sees it, and keeps it for the history.
 */
export class Decision {
  readonly events: WorkflowEvent[] = [];
  /** Milliseconds since 1970: the one instant at which all this happens. */
  readonly at: number;
  readonly surroundings: Surroundings;
  readonly #draft: WorkflowDraft;
  readonly #agenda: string[];
  readonly #queued: Set<string>;
  #next = 0;
  #weight = 0;

  constructor(draft: WorkflowDraft, at: number, surroundings: Surroundings = NO_SURROUNDINGS) {
    this.#draft = draft;
    this.at = at;
    this.surroundings = surroundings;
    this.#agenda = [...draft.agenda];
    this.#queued = new Set(draft.agenda);
  }

  get state(): WorkflowState {
    return this.#draft;
  }

  emit(event: WorkflowEvent): void {
    apply(this.#draft, event, this.at);
    this.events.push(event);
    this.#weight += 1 + Math.floor(textLength(event) / CHARACTERS_PER_WEIGHT);
  }

  /** The node of this id; a decision only follows ids that the state holds. */
  node(id: string): NodeState {
    const node = this.#draft.nodes.get(id);
    if (node === undefined) throw new Error(`no node ${id}`);
    return node;
  }

  /** Has the node, or WORKFLOW, looked at once more in this decision. */
  enqueue(id: string): void {
    if (this.#queued.has(id)) return;
    this.#queued.add(id);
    this.#agenda.push(id);
  }

  /** The next to look at, or undefined where nothing is left or the transition is full. */
  dequeue(): string | undefined {
    if (this.full) return undefined;
    const id = this.#agenda[this.#next];
    if (id === undefined) return undefined;
    this.#next += 1;
    this.#queued.delete(id);
    return id;
  }

  /** How much is left to look at. */
  get left(): number {
    return this.#agenda.length - this.#next;
  }

  /** Takes everything that is left to look at off the agenda. */
  takeAgenda(): string[] {
    const rest = this.#agenda.splice(this.#next);
    for (const id of rest) this.#queued.delete(id);
    return rest;
  }

  /** Whether the transition should end here. Loops that start many nodes ask, and enqueue themselves again. */
  get full(): boolean {
    return this.#weight >= MAX_WEIGHT;
  }

  /** What is left to look at; also becomes the state's agenda. */
  close(): string[] {
    const rest = this.#agenda.slice(this.#next);
    this.#draft.agenda = rest;
    return rest;
  }
}

/** The events whose size the user decides; the others are a few hundred bytes. */
function textLength(event: WorkflowEvent): number {
  switch (event.type) {
    case 'nodeInitialized':
      return (
        event.parentIds.length * 40 +
        (event.item?.length ?? 0) +
        (event.inputs?.parameters ?? []).reduce((sum, parameter) => sum + (parameter.value?.length ?? 0), 0) +
        artifactsLength(event.inputs?.artifacts)
      );
    case 'taskScheduled':
      return [
        ...event.task.command,
        ...event.task.args,
        event.task.script?.source ?? '',
        event.task.failures ?? '',
        event.task.http?.body ?? event.task.http?.bodyBytes ?? '',
        ...(event.task.data?.transformation ?? []),
        ...event.task.env.map((entry) => entry.value ?? ''),
        ...(event.task.inputArtifacts ?? []).map(({ location }) => location.raw?.data ?? ''),
      ].reduce((sum, text) => sum + text.length, 0);
    case 'artifactDeletionOrdered':
      return event.artifacts.length * 200;
    case 'nodePhaseChanged':
      return (event.outboundNodes?.length ?? 0) * 40 + artifactsLength(event.outputs?.artifacts);
    case 'nodesDeferred':
    case 'nodesReleased':
    case 'nodesChosen':
    case 'nodesRemoved':
    case 'nodesReset':
      return event.ids.length * 40;
    default:
      return 0;
  }
}

/** An artifact takes some 200 characters, and raw ones carry their data. */
function artifactsLength(artifacts: readonly Artifact[] | undefined): number {
  return (artifacts ?? []).reduce((sum, { raw }) => sum + 200 + (raw?.data.length ?? 0), 0);
}

export function reject(code: Rejection['code'], message: string): Rejection {
  return { ok: false, code, message };
}
