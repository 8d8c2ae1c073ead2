import type { Clock, Timer } from '@tiphys/clock';
import type { StatusChange } from './status-reader.ts';

type WorkflowChange = Exclude<StatusChange, { kind: 'bookmark' }>;
type Modified = Extract<StatusChange, { kind: 'modified' }>;

/** Objects of up to so many nodes are told at every change. */
const SMALL_NODES = 64;
/** What it takes to write and read one node of an object, on both sides, with room for other work. */
const MS_PER_NODE = 0.25;
const MAX_PAUSE_MS = 5_000;

/**
 * Changes of one large workflow that come faster than whole objects can be told become one change: the last
 * version, and all nodes that changed since the one told before. Whoever keeps objects ends with the same object.
 * Argo's clients get a whole object for each change, so without this a workflow of n nodes costs n² in the end;
 * Argo itself tells one object for each pass of its controller.
 *
 * The order of versions stays: a watch that is cut goes on after the last version that was told, so none may be told
 * before an earlier one, of whichever workflow. What comes behind a change that waits, waits too, for 5 s at most.
 */
export async function* pacedChanges(
  changes: AsyncIterable<StatusChange>,
  clock: Clock,
): AsyncIterable<StatusChange> {
  const source = changes[Symbol.asyncIterator]();
  const pace = new Pace(clock);
  try {
    let next = source.next();
    for (;;) {
      const first = await Promise.race([next, pace.due()]);
      if (first === DUE) {
        yield* pace.take();
        continue;
      }
      if (first.done === true) break;
      yield* pace.add(first.value);
      next = source.next();
    }
    yield* pace.take('all');
  } finally {
    pace.stop();
    await source.return?.(undefined);
  }
}

const DUE = Symbol('due');

interface Told {
  nodes: number;
  at: number;
}

interface Waiting {
  change: WorkflowChange;
  dueAt: number;
}

class Pace {
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();
  /** In the order of their versions. */
  readonly #waiting: Waiting[] = [];
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a change, and gives what is to be told now. */
  *add(change: StatusChange): Iterable<StatusChange> {
    if (change.kind === 'bookmark') {
      // It says that everything before it has been told.
      yield* this.take('all');
      yield change;
      return;
    }
    const before = this.#waiting.findLast((waiting) => waiting.change.uid === change.uid);
    if (change.kind === 'modified') this.#addModified(before, change);
    else {
      // Nothing is saved by holding back what comes before a whole object.
      if (before !== undefined) before.dueAt = 0;
      this.#waiting.push({ change, dueAt: 0 });
    }
    yield* this.take('due');
  }

  /** What is due by now and has nothing before it, or all that waits. */
  *take(which: 'due' | 'all' = 'due'): Iterable<StatusChange> {
    const now = this.#clock.now();
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (which === 'due' && first.dueAt > now) return;
      this.#waiting.shift();
      this.#remember(first.change);
      yield first.change;
    }
  }

  /** Resolves when something that waits is due; never where nothing does. */
  due(): Promise<typeof DUE> {
    this.stop();
    const { promise, resolve } = Promise.withResolvers<typeof DUE>();
    const [first] = this.#waiting;
    if (first === undefined) return promise;
    this.#timer = this.#clock.setTimer(first.dueAt - this.#clock.now(), () => resolve(DUE));
    return promise;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** One that waits is told with the later one, in its place. */
  #addModified(before: Waiting | undefined, change: Modified): void {
    const dueAt = isEnd(change) ? 0 : this.#dueAt(change.uid);
    if (before === undefined || before.change.kind !== 'modified') {
      this.#waiting.push({ change, dueAt });
      return;
    }
    this.#waiting.splice(this.#waiting.indexOf(before), 1);
    this.#waiting.push({ change: merge(before.change, change), dueAt });
  }

  #remember(change: WorkflowChange): void {
    const { uid } = change;
    if (change.kind === 'deleted' || (change.kind === 'modified' && isEnd(change))) {
      this.#told.delete(uid);
      return;
    }
    const nodes =
      change.kind !== 'modified'
        ? Object.keys(change.workflow.status?.nodes ?? {}).length
        : (this.#told.get(uid)?.nodes ?? 0) + change.nodes.filter(isNew).length;
    this.#told.set(uid, { nodes, at: this.#clock.now() });
  }

  #dueAt(uid: string): number {
    const told = this.#told.get(uid);
    if (told === undefined || told.nodes <= SMALL_NODES) return 0;
    return told.at + Math.min(MAX_PAUSE_MS, told.nodes * MS_PER_NODE);
  }
}

function merge(before: Modified, after: Modified): Modified {
  return { ...after, nodes: [...before.nodes, ...after.nodes] };
}

function isEnd({ patch }: Modified): boolean {
  return (patch.status.finishedAt ?? null) !== null;
}

/** The roots of the tree are nobody's children; counting one of them twice does no harm. */
function isNew({ node, parentIds }: Modified['nodes'][number]): boolean {
  return parentIds.length > 0 || node.boundaryID === undefined;
}
