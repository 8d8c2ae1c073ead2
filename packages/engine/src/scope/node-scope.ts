import type { NodeState } from '../state.ts';
import { rfc3339 } from './strftime.ts';

/** Which of a node's facts a reader may see. */
export type Visibility =
  /** A finished step or task, as those after it see it. */
  | 'finished'
  /** The node itself, in its hooks' expressions: how it stands, but neither outputs nor exit code (#10967, #11273). */
  | 'status';

/**
 * One fact of a node (Argo's buildLocalScope): `id`, `status`, `outputs.result`, `outputs.parameters.<name>`, ...
 * Null: a skipped or omitted node would have had it, undefined: there is no such fact.
 */
export function nodeFact(node: NodeState, fact: string, visibility: Visibility): string | undefined {
  switch (fact) {
    case 'id':
      return node.id;
    case 'status':
      return node.phase;
    case 'startedAt':
      return node.startedAt === 0 ? undefined : rfc3339(node.startedAt);
    case 'finishedAt':
      return node.finishedAt === 0 ? undefined : rfc3339(node.finishedAt);
    case 'ip':
      return node.podIP;
    case 'hostNodeName':
      return node.hostNodeName;
    default:
      return visibility === 'finished' ? outputFact(node, fact) : undefined;
  }
}

function outputFact(node: NodeState, fact: string): string | undefined {
  if (fact === 'outputs.result') return node.outputs?.result;
  // Argo's key is `exitCode`, without `outputs.` before it.
  if (fact === 'exitCode') return node.outputs?.exitCode;
  const prefix = 'outputs.parameters.';
  if (!fact.startsWith(prefix)) return undefined;
  const name = fact.slice(prefix.length);
  return node.outputs?.parameters?.find((parameter) => parameter.name === name)?.value;
}

/** Names of the facts that a node has. */
export function* nodeFacts(node: NodeState, visibility: Visibility): Iterable<[string, string]> {
  const names = [
    'id',
    'status',
    'ip',
    'startedAt',
    'finishedAt',
    'hostNodeName',
    'outputs.result',
    'exitCode',
  ];
  for (const parameter of node.outputs?.parameters ?? []) names.push(`outputs.parameters.${parameter.name}`);
  for (const name of names) {
    const value = nodeFact(node, name, visibility);
    if (value !== undefined) yield [name, value];
  }
}
