import { nodeId } from '@tiphys/spec';
import type { WorkflowState } from '../state.ts';

/**
 * Argo's node id for the name, or, where another node has it already (the hash has 32 bits: with 100,000 nodes a
 * collision is likely), the first free one of `<id>-1`, `<id>-2`, ... Argo does not see collisions.
 */
export function newNodeId(state: WorkflowState, name: string): string {
  const id = nodeId(state.name, name);
  if (!state.nodes.has(id)) return id;
  for (let suffix = 1; ; suffix += 1) {
    const candidate = `${id}-${suffix}`;
    if (!state.nodes.has(candidate)) return candidate;
  }
}

/** `[0].a` of a step and `.a` of a task, as they follow the boundary's name. */
const SEPARATOR = /^(\[\d+\])?\./;

/** The name below its boundary, as the tree shows it; without a boundary the whole name. */
export function displayName(boundaryName: string | undefined, name: string): string {
  if (boundaryName === undefined) return name;
  const rest = name.startsWith(boundaryName) ? name.slice(boundaryName.length) : name;
  return rest.replace(SEPARATOR, '');
}

export function handlerName(nodeName: string): string {
  return `${nodeName}.onExit`;
}

export function hookName(nodeName: string, hook: string): string {
  return `${nodeName}.hooks.${hook}`;
}

export function attemptName(retryNodeName: string, index: number): string {
  return `${retryNodeName}(${index})`;
}

export function groupName(stepsNodeName: string, index: number): string {
  return `${stepsNodeName}[${index}]`;
}

export function childName(parentName: string, name: string): string {
  return `${parentName}.${name}`;
}
