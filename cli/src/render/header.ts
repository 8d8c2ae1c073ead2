import { duration, elapsed, timestamp } from './age.ts';
import { conditionMark, isActiveSuspend } from './marks.ts';
import { resourcesDuration } from './resources-duration.ts';
import type { Style } from './style.ts';
import { printable } from './style.ts';
import { visibleWidth } from './table.ts';
import type { OutputsView, ParameterView, SpecView, StatusView, WorkflowView } from './view.ts';

const LABEL_WIDTH = 20;

/** The lines above the tree, as `argo get` has them (PrintWorkflowHelper). */
export function headerLines(workflow: WorkflowView, style: Style, now: Date): string[] {
  const spec = workflow.status?.storedWorkflowTemplateSpec ?? workflow.spec ?? {};
  const status = workflow.status ?? {};
  const lines = [
    field('Name:', workflow.metadata.name ?? ''),
    field('Namespace:', workflow.metadata.namespace ?? ''),
    field('ServiceAccount:', serviceAccount(workflow, spec)),
    field('Status:', statusText(workflow)),
  ];
  if (status.message) lines.push(field('Message:', status.message));
  if (status.conditions !== undefined && status.conditions.length > 0) {
    lines.push(field('Conditions:', ''));
    for (const condition of status.conditions) {
      const label = `${conditionMark(style, condition)} ${condition.type}`;
      lines.push(field(label, condition.message || (condition.status ?? '')));
    }
  }
  lines.push(...timeLines(workflow, status, now));
  lines.push(field('Progress:', status.progress ?? ''));
  const resources = resourcesDuration(status.resourcesDuration);
  if (resources !== '') lines.push(field('ResourcesDuration:', resources));
  lines.push(...parameterLines('Parameters:', spec.arguments?.parameters));
  lines.push(...outputLines(status.outputs));
  return lines;
}

/** What `argo archive get` prints of a workflow: the first lines of the header. */
export function archivedHeader(workflow: WorkflowView, now: Date): string[] {
  const spec = workflow.status?.storedWorkflowTemplateSpec ?? workflow.spec ?? {};
  const status = workflow.status ?? {};
  return [
    field('Name:', workflow.metadata.name ?? ''),
    field('Namespace:', workflow.metadata.namespace ?? ''),
    field('ServiceAccount:', serviceAccount(workflow, spec)),
    field('Status:', status.phase ?? ''),
    ...(status.message ? [field('Message:', status.message)] : []),
    ...timeLines(workflow, { ...status, estimatedDuration: 0 }, now),
  ];
}

function timeLines(workflow: WorkflowView, status: StatusView, now: Date): string[] {
  const lines: string[] = [];
  const created = workflow.metadata.creationTimestamp;
  if (created) lines.push(field('Created:', timestamp(created, now)));
  if (status.startedAt) lines.push(field('Started:', timestamp(status.startedAt, now)));
  if (status.finishedAt) lines.push(field('Finished:', timestamp(status.finishedAt, now)));
  if (status.startedAt) {
    lines.push(field('Duration:', duration(elapsed(status.startedAt, status.finishedAt, now))));
  }
  if (status.phase === 'Running' && status.estimatedDuration !== undefined && status.estimatedDuration > 0) {
    lines.push(field('EstimatedDuration:', duration(status.estimatedDuration * 1000)));
  }
  return lines;
}

function parameterLines(title: string, parameters: readonly ParameterView[] | undefined): string[] {
  if (parameters === undefined || parameters.length === 0) return [];
  const lines = [field(title, '')];
  for (const { name, value } of parameters) {
    if (value !== undefined) lines.push(field(`  ${name}:`, value));
  }
  return lines;
}

function outputLines(outputs: OutputsView | undefined): string[] {
  const lines = parameterLines('Output Parameters:', outputs?.parameters);
  const artifacts = outputs?.artifacts ?? [];
  if (artifacts.length > 0)
    lines.push(field('Output Artifacts:', artifacts.map(({ name }) => name).join(', ')));
  return lines;
}

function serviceAccount(workflow: WorkflowView, spec: SpecView): string {
  if (spec.serviceAccountName) return spec.serviceAccountName;
  return workflow.spec?.workflowTemplateRef === undefined
    ? 'unset (will run with the default ServiceAccount)'
    : 'unset';
}

/** The phase, with what it hides: suspended, terminated (WorkflowStatus). */
export function statusText(workflow: WorkflowView): string {
  const phase = workflow.status?.phase ?? '';
  if (phase === 'Running') return isSuspended(workflow) ? 'Running (Suspended)' : phase;
  if (phase === 'Failed') return workflow.spec?.shutdown ? 'Failed (Terminated)' : phase;
  if (phase === '' || phase === 'Pending') return workflow.metadata.creationTimestamp ? 'Pending' : 'Unknown';
  return phase;
}

function isSuspended(workflow: WorkflowView): boolean {
  return workflow.spec?.suspend === true || Object.values(workflow.status?.nodes ?? {}).some(isActiveSuspend);
}

function field(label: string, value: string): string {
  const padding = ' '.repeat(Math.max(0, LABEL_WIDTH - visibleWidth(label)));
  return `${label}${padding} ${printable(value)}`.trimEnd();
}
