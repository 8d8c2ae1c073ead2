import type { Clock, Timer } from '@tiphys/clock';
import type { StatusChange } from './status-reader.ts';

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

class Pace {
  readonly #clock: Clock;
  readonly #told = new Map<string, Told>();
  readonly #waiting = new Map<string, { change: Modified; dueAt: number }>();
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
    if (change.kind !== 'modified') {
      yield* this.#takeOne(change.uid);
      if (change.kind === 'deleted') this.#told.delete(change.uid);
      else this.#remember(change.uid, Object.keys(change.workflow.status?.nodes ?? {}).length);
      yield change;
      return;
    }
    const { uid } = change;
    const merged = merge(this.#waiting.get(uid)?.change, change);
    const dueAt = this.#dueAt(uid);
    this.#waiting.set(uid, { change: merged, dueAt });
    if (dueAt <= this.#clock.now() || isEnd(change)) yield* this.#takeOne(uid);
  }

  /** What is due by now, or all that waits. */
  *take(which: 'due' | 'all' = 'due'): Iterable<StatusChange> {
    const now = this.#clock.now();
    for (const [uid, { dueAt }] of [...this.#waiting]) {
      if (which === 'all' || dueAt <= now) yield* this.#takeOne(uid);
    }
  }

  /** Resolves when something that waits is due; never where nothing does. */
  due(): Promise<typeof DUE> {
    this.stop();
    const { promise, resolve } = Promise.withResolvers<typeof DUE>();
    if (this.#waiting.size === 0) return promise;
    const at = Math.min(...[...this.#waiting.values()].map(({ dueAt }) => dueAt));
    this.#timer = this.#clock.setTimer(at - this.#clock.now(), () => resolve(DUE));
    return promise;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  *#takeOne(uid: string): Iterable<StatusChange> {
    const waiting = this.#waiting.get(uid);
    if (waiting === undefined) return;
    this.#waiting.delete(uid);
    const added = waiting.change.nodes.filter(
      ({ node, parentIds }) => parentIds.length > 0 || isRoot(node),
    ).length;
    this.#remember(uid, (this.#told.get(uid)?.nodes ?? 0) + added);
    if (isEnd(waiting.change)) this.#told.delete(uid);
    yield waiting.change;
  }

  #remember(uid: string, nodes: number): void {
    this.#told.set(uid, { nodes, at: this.#clock.now() });
  }

  #dueAt(uid: string): number {
    const told = this.#told.get(uid);
    if (told === undefined || told.nodes <= SMALL_NODES) return 0;
    return told.at + Math.min(MAX_PAUSE_MS, told.nodes * MS_PER_NODE);
  }
}

function merge(before: Modified | undefined, after: Modified): Modified {
  return before === undefined ? after : { ...after, nodes: [...before.nodes, ...after.nodes] };
}

function isEnd({ patch }: Modified): boolean {
  return (patch.status.finishedAt ?? null) !== null;
}

/** The roots of the tree are nobody's children; counting one of them twice does no harm. */
function isRoot({ boundaryID }: { boundaryID?: string }): boolean {
  return boundaryID === undefined;
}
