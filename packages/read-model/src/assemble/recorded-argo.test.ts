import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import { sharedPath } from '@tiphys/testkit';
import type { NodeRow } from '../node-row.ts';
import { isDone, isExecutable } from '../projection/executable.ts';
import { workflowObject } from './workflow-object.ts';

/** What Tiphys has no use for off Kubernetes. */
const LEFT_OUT = new Set([
  'managedFields',
  'resourcesDuration',
  'taskResultSynced',
  'artifactRepositoryRef',
  'artifactGCStatus',
]);

const reference = sharedPath('reference');
const folders = reference.missing === false ? readdirSync(reference.path, { withFileTypes: true }) : [];

test('the objects that Argo wrote, from rows: every field, in the same order', {
  skip: reference.missing,
}, () => {
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.ok(names.length > 0);
  for (const name of names) {
    const text = readFileSync(join(reference.path ?? '', name, 'get.json'), 'utf8');
    const recorded = JSON.parse(text, (key, value) => (LEFT_OUT.has(key) ? undefined : value)) as Workflow;
    const rebuilt = workflowObject(rowsOf(recorded));
    assert.equal(JSON.stringify(rebuilt, null, 1), JSON.stringify(recorded, null, 1), name);
  }
});

/** The rows that such an object comes from. */
function rowsOf(object: Workflow): Parameters<typeof workflowObject>[0] {
  const { metadata, spec, status } = object;
  const nodes = inOrderOfCreation(Object.values(status?.nodes ?? {}));
  const pods = nodes.filter(({ type }) => type === 'Pod');
  const executables = nodes.filter(({ type }) => isExecutable(type));
  const own = (map: Record<string, string> | undefined): Record<string, string> =>
    Object.fromEntries(
      Object.entries(map ?? {}).filter(([key]) => !/\/(phase|completed|trace-id|pod-name-format)$/.test(key)),
    );
  return {
    manifest: { metadata: {}, spec },
    nodes: nodes.map((node, ordinal) => nodeRow(node, ordinal, nodes)),
    row: {
      uid: metadata.uid ?? '',
      namespace: metadata.namespace ?? '',
      name: metadata.name ?? '',
      generateName: metadata.generateName,
      labels: own(metadata.labels),
      annotations: own(metadata.annotations),
      creationTimestamp: metadata.creationTimestamp,
      createdVersion: 1,
      version: Number(metadata.resourceVersion),
      generation: metadata.generation ?? 0,
      traceId: metadata.annotations?.['workflows.argoproj.io/trace-id'],
      phase: status?.phase ?? '',
      message: status?.message ?? '',
      startedAt: Date.parse(status?.startedAt ?? ''),
      finishedAt: status?.finishedAt == null ? 0 : Date.parse(status.finishedAt),
      shutdown: undefined,
      nodes: nodes.length,
      executables: executables.length,
      executablesDone: executables.filter(({ phase }) => isDone(phase)).length,
      pods: pods.length,
      podsRunning: pods.filter(({ phase }) => phase === 'Running').length,
      deletedAt: 0,
    },
  };
}

/** Parents before children, and children as their parents list them, which is not the order of their ids. */
function inOrderOfCreation(nodes: readonly NodeStatus[]): NodeStatus[] {
  const before = new Map<string, Set<string>>(nodes.map(({ id }) => [id, new Set()]));
  for (const { id, children = [] } of nodes) {
    for (const [index, child] of children.entries()) {
      before.get(child)?.add(index === 0 ? id : children[index - 1]!);
    }
  }
  const ordered = new Map<string, NodeStatus>();
  while (ordered.size < nodes.length) {
    const next = nodes.find(
      ({ id }) => !ordered.has(id) && [...before.get(id)!].every((b) => ordered.has(b)),
    );
    assert.ok(next, 'there is such an order');
    ordered.set(next.id, next);
  }
  return [...ordered.values()];
}

function nodeRow(node: NodeStatus, ordinal: number, all: readonly NodeStatus[]): NodeRow {
  const parents = all.filter(({ children }) => children?.includes(node.id));
  return {
    ...node,
    ordinal,
    version: 1,
    parentIds: parents.map(({ id }) => id),
    templateName: node.templateName ?? '',
    templateScope: node.templateScope ?? '',
    message: node.message ?? '',
    startedAt: Date.parse(node.startedAt ?? ''),
    finishedAt: node.finishedAt === null ? 0 : Date.parse(node.finishedAt),
    outboundNodes: node.outboundNodes ?? [],
  };
}
