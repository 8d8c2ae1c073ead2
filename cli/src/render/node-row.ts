import { podName } from '@tiphys/spec';
import { elapsed, shortDuration } from './age.ts';
import { nodeMark } from './marks.ts';
import { resourcesDuration } from './resources-duration.ts';
import type { Style } from './style.ts';
import { oneLine, paint } from './style.ts';
import type { NodeView, WorkflowView } from './view.ts';

export type TreeColumns = 'default' | 'wide' | 'short';

export interface NodeRowOptions {
  readonly style: Style;
  readonly columns: TreeColumns;
  readonly now: Date;
}

/** The first line of the tree. */
export function treeHeader(options: NodeRowOptions): string[] {
  // Painted though it needs no colour, so that the column is as wide as in Argo's own output.
  const cells = [paint(options.style, 'default', 'STEP'), 'TEMPLATE', 'PODNAME', 'DURATION'];
  if (options.columns === 'wide') return [...cells, 'ARTIFACTS', 'MESSAGE', 'RESOURCESDURATION', 'NODENAME'];
  if (options.columns === 'short') return [...cells, 'MESSAGE', 'NODENAME'];
  return [...cells, 'MESSAGE'];
}

/** One node's line (printNode): only a Pod node has a pod name, a duration and a host. */
export function nodeCells(
  node: NodeView,
  prefix: string,
  workflow: WorkflowView,
  options: NodeRowOptions,
): string[] {
  const isPod = node.type === 'Pod';
  const displayName = oneLine(node.displayName ?? node.name);
  const cells = [
    `${prefix}${nodeMark(options.style, node)} ${displayName}`,
    oneLine(templateOf(node)),
    isPod ? podNameOf(node, workflow) : '',
    isPod ? shortDuration(elapsed(node.startedAt, node.finishedAt, options.now)) : '',
  ];
  const message = oneLine(node.message ?? '');
  const host = isPod ? (node.hostNodeName ?? '') : '';
  if (options.columns === 'wide') {
    const artifacts = (node.outputs?.artifacts ?? []).map(({ name }) => name).join(',');
    return [...cells, artifacts, message, resourcesDuration(node.resourcesDuration), host];
  }
  return [...cells, message, options.columns === 'short' ? host : ''];
}

/** `template`, or `resource/template` for one of another resource. */
function templateOf(node: NodeView): string {
  if (node.templateRef === undefined) return node.templateName ?? '';
  return `${node.templateRef.name ?? ''}/${node.templateRef.template ?? ''}`;
}

const POD_NAME_FORMAT = 'workflows.argoproj.io/pod-name-format';

/** The name of a Pod node's pod: the node's id in version 1, which a workflow may ask for, else as spec computes it. */
export function podNameOf(node: NodeView, workflow: WorkflowView): string {
  if (workflow.metadata.annotations?.[POD_NAME_FORMAT] === 'v1') return node.id;
  const template = node.templateRef?.template ?? node.templateName ?? '';
  return podName(workflow.metadata.name ?? '', node.name, template, node.id);
}
