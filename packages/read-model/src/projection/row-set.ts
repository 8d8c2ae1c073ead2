import type { Workflow } from '@tiphys/spec';
import type { NodeRow } from '../node-row.ts';
import type { WorkflowRow } from '../workflow-row.ts';
import { type Baseline, noteBaseline } from './estimate.ts';

/**
 * The rows that a projection works on, and which of them it changed. The adapter decides what is in it: everything
 * (memory), what a batch touches (PostgreSQL), or one workflow (a view of the past).
 */
export class RowSet {
  readonly workflows = new Map<string, WorkflowRow>();
  /** Manifests of the workflows that were created here. */
  readonly manifests = new Map<string, Workflow>();
  /** Of families of workflows, by familyKey. */
  readonly baselines = new Map<string, Baseline>();
  readonly #nodes = new Map<string, Map<string, NodeRow>>();
  readonly #created = new Set<string>();
  readonly #touched = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #removedNodes = new Map<string, Set<string>>();
  readonly #touchedNodes = new Map<string, Map<string, NodeRow>>();
  readonly #ended = new Set<string>();
  readonly #archives: boolean;

  /** @param options.archives whether the ends of workflows are taken into the archive. */
  constructor(options: { archives?: boolean } = {}) {
    this.#archives = options.archives ?? false;
  }

  /** A workflow has ended. */
  endWorkflow(row: WorkflowRow): void {
    noteBaseline(this.baselines, row);
    if (!this.#archives) return;
    row.archived = true;
    this.#ended.add(row.uid);
  }

  /** Whether the workflow ended since the last call of takeEnded. */
  hasEnded(uid: string): boolean {
    return this.#ended.has(uid);
  }

  /** Workflows that have ended since the last call, and did not begin anew. */
  takeEnded(): WorkflowRow[] {
    const ended = rowsOf(this.workflows, this.#ended).filter(({ archived }) => archived === true);
    this.#ended.clear();
    return ended;
  }

  node(uid: string, id: string): NodeRow | undefined {
    return this.#nodes.get(uid)?.get(id);
  }

  /** In the order in which they came in. */
  nodesOf(uid: string): Iterable<NodeRow> {
    return this.#nodes.get(uid)?.values() ?? [];
  }

  /** Puts in a node as it was, or a new one, without marking it. */
  addNode(uid: string, node: NodeRow): void {
    mapOf(this.#nodes, uid).set(node.id, node);
  }

  createWorkflow(row: WorkflowRow, manifest: Workflow | undefined): void {
    this.workflows.set(row.uid, row);
    if (manifest !== undefined) this.manifests.set(row.uid, manifest);
    this.#created.add(row.uid);
  }

  touchWorkflow(uid: string): void {
    this.#touched.add(uid);
  }

  touchNode(uid: string, node: NodeRow): void {
    mapOf(this.#touchedNodes, uid).set(node.id, node);
  }

  /** The node is no more; one of the same id may come after it. */
  removeNode(uid: string, id: string): void {
    this.#nodes.get(uid)?.delete(id);
    this.#touchedNodes.get(uid)?.delete(id);
    const removed = this.#removedNodes.get(uid);
    if (removed === undefined) this.#removedNodes.set(uid, new Set([id]));
    else removed.add(id);
  }

  /** Drops the nodes; the workflow's row stays. */
  dropNodes(uid: string): void {
    this.#nodes.delete(uid);
    this.#touchedNodes.delete(uid);
    this.#removedNodes.delete(uid);
    this.#deleted.add(uid);
  }

  /** What has changed since the last call. */
  takeDirty(): DirtyRows {
    const dirty: DirtyRows = {
      created: rowsOf(this.workflows, this.#created),
      updated: rowsOf(
        this.workflows,
        [...this.#touched].filter((uid) => !this.#created.has(uid)),
      ),
      nodes: [...this.#touchedNodes].flatMap(([uid, nodes]) =>
        [...nodes.values()].map((node) => ({ uid, node })),
      ),
      removedNodes: [...this.#removedNodes].flatMap(([uid, ids]) => [...ids].map((id) => ({ uid, id }))),
      withoutNodes: [...this.#deleted],
    };
    this.#created.clear();
    this.#touched.clear();
    this.#touchedNodes.clear();
    this.#removedNodes.clear();
    this.#deleted.clear();
    return dirty;
  }
}

export interface DirtyRows {
  created: WorkflowRow[];
  updated: WorkflowRow[];
  nodes: { uid: string; node: NodeRow }[];
  /** Nodes that are gone, or whose place another one of `nodes` has taken. */
  removedNodes: { uid: string; id: string }[];
  /** Workflows whose nodes are gone, those among `nodes` excepted. */
  withoutNodes: string[];
}

function rowsOf(rows: Map<string, WorkflowRow>, uids: Iterable<string>): WorkflowRow[] {
  const found: WorkflowRow[] = [];
  for (const uid of uids) {
    const row = rows.get(uid);
    if (row !== undefined) found.push(row);
  }
  return found;
}

function mapOf(maps: Map<string, Map<string, NodeRow>>, uid: string): Map<string, NodeRow> {
  let map = maps.get(uid);
  if (map === undefined) {
    map = new Map();
    maps.set(uid, map);
  }
  return map;
}
