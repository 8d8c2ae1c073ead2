import type { WorkflowTemplate } from '@tiphys/spec';
import { timestamp } from './age.ts';
import { printable } from './style.ts';
import { table } from './table.ts';

const LABEL_WIDTH = 20;
const COLUMN_GAP = 3;

/** A template as `argo template get` shows it; one of a cluster has no namespace. */
export function renderTemplate({ metadata }: WorkflowTemplate, now: Date): string {
  const { name = '', namespace, creationTimestamp } = metadata;
  const lines = [field('Name:', name)];
  if (namespace !== undefined) lines.push(field('Namespace:', namespace));
  if (creationTimestamp !== undefined) lines.push(field('Created:', timestamp(creationTimestamp, now)));
  return lines.join('');
}

/** The table of `argo template list`. */
export function renderTemplateList(
  templates: readonly WorkflowTemplate[],
  { namespace }: { namespace: boolean },
): string {
  const rows = templates.map(({ metadata }) => {
    const name = printable(metadata.name ?? '');
    return namespace ? [printable(metadata.namespace ?? ''), name] : [name];
  });
  rows.unshift(namespace ? ['NAMESPACE', 'NAME'] : ['NAME']);
  return table(rows, COLUMN_GAP)
    .map((line) => `${line}\n`)
    .join('');
}

function field(label: string, value: string): string {
  return `${label.padEnd(LABEL_WIDTH)} ${printable(value)}\n`;
}
