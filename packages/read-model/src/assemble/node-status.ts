import type { NodeStatus, Outputs, ResourcesDuration } from '@tiphys/spec';
import type { NodeRow } from '../node-row.ts';
import { isDone, isExecutable } from '../projection/executable.ts';
import { rfc3339 } from './rfc3339.ts';

/**
 * Argo's NodeStatus with its fields in Argo's order, empty ones left out as Go's `omitempty` does.
 *
 * @param children ids of the children; left out where empty.
 * @param progress of a node that sums up others; an executable one has its own.
 * @param resourcesDuration the same; a pod has its own.
 */
export function nodeStatus(
  row: NodeRow,
  children: readonly string[] = [],
  progress: string | undefined = ownProgress(row),
  resourcesDuration: ResourcesDuration | undefined = row.resourcesDuration,
): NodeStatus {
  return {
    id: row.id,
    name: row.name,
    displayName: row.displayName,
    type: row.type,
    ...(row.templateName === '' ? {} : { templateName: row.templateName }),
    ...(row.templateRef === undefined ? {} : { templateRef: row.templateRef }),
    ...(row.templateScope === '' ? {} : { templateScope: row.templateScope }),
    phase: row.phase,
    ...(row.boundaryID === undefined || row.boundaryID === '' ? {} : { boundaryID: row.boundaryID }),
    ...(row.message === '' ? {} : { message: row.message }),
    startedAt: rfc3339(row.startedAt),
    finishedAt: rfc3339(row.finishedAt),
    ...(progress === undefined ? {} : { progress }),
    ...(resourcesDuration === undefined ? {} : { resourcesDuration }),
    ...(row.podIP === undefined || row.podIP === '' ? {} : { podIP: row.podIP }),
    ...(row.daemoned === true ? { daemoned: true } : {}),
    ...(row.nodeFlag === undefined ? {} : { nodeFlag: nodeFlag(row.nodeFlag) }),
    ...(row.inputs === undefined ? {} : { inputs: row.inputs }),
    ...(row.outputs === undefined ? {} : { outputs: outputs(row.outputs) }),
    ...(children.length === 0 ? {} : { children: [...children] }),
    ...(row.outboundNodes.length === 0 ? {} : { outboundNodes: row.outboundNodes }),
    ...(row.hostNodeName === undefined || row.hostNodeName === '' ? {} : { hostNodeName: row.hostNodeName }),
    ...(row.memoization === undefined ? {} : { memoizationStatus: { ...row.memoization } }),
    ...(row.locks?.waiting === undefined ? {} : { synchronizationStatus: { waiting: row.locks.waiting } }),
  };
}

/** What a watcher gets of a node that changed; see NodeChange. */
export function nodePatch(row: NodeRow): NodeStatus {
  return nodeStatus(row);
}

function ownProgress(row: NodeRow): string | undefined {
  if (!isExecutable(row.type)) return undefined;
  return isDone(row.phase) ? '1/1' : '0/1';
}

function nodeFlag(flag: NonNullable<NodeRow['nodeFlag']>): NonNullable<NodeStatus['nodeFlag']> {
  return {
    ...(flag.hooked === true ? { hooked: true } : {}),
    ...(flag.retried === true ? { retried: true } : {}),
  };
}

function outputs(value: Outputs): Outputs {
  const { parameters, result, exitCode, ...rest } = value;
  return {
    ...(parameters === undefined ? {} : { parameters }),
    ...rest,
    ...(result === undefined ? {} : { result }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}
