import { elapsed, shortDuration } from './age.ts';
import { statusText } from './header.ts';
import { oneLine } from './style.ts';
import { table } from './table.ts';
import type { WorkflowView } from './view.ts';

export interface ListTableOptions {
  readonly wide: boolean;
  readonly namespace: boolean;
  readonly uid?: boolean;
  readonly headers: boolean;
  readonly now: Date;
}

const COLUMN_GAP = 3;

/** The table of `argo list`, one line a workflow. */
export function renderWorkflowList(workflows: readonly WorkflowView[], options: ListTableOptions): string {
  const rows = workflows.map((workflow) => row(workflow, options));
  if (options.headers) {
    const header = ['NAME', 'STATUS', 'AGE', 'DURATION', 'PRIORITY', 'MESSAGE'];
    if (options.namespace) header.unshift('NAMESPACE');
    if (options.wide) header.push('P/R/C', 'PARAMETERS');
    if (options.uid) header.push('UID');
    rows.unshift(header);
  }
  return table(rows, COLUMN_GAP)
    .map((line) => `${line}\n`)
    .join('');
}

function row(workflow: WorkflowView, options: ListTableOptions): string[] {
  const { metadata, spec = {}, status = {} } = workflow;
  const cells = [
    metadata.name ?? '',
    statusText(workflow),
    shortDuration(elapsed(metadata.creationTimestamp, undefined, options.now)),
    shortDuration(elapsed(status.startedAt, status.finishedAt, options.now)),
    String(spec.priority ?? 0),
    oneLine(status.message ?? ''),
  ];
  if (options.namespace) cells.unshift(metadata.namespace ?? '');
  if (options.wide) cells.push(podCounts(workflow), oneLine(parameters(workflow)));
  if (options.uid) cells.push(metadata.uid ?? '');
  return cells;
}

const FULFILLED: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Error', 'Skipped', 'Omitted']);

/** `pending/running/completed` of its pods. */
function podCounts(workflow: WorkflowView): string {
  let [pending, running, completed] = [0, 0, 0];
  for (const node of Object.values(workflow.status?.nodes ?? {})) {
    if (node.type !== 'Pod') continue;
    if (FULFILLED.has(node.phase ?? '')) completed++;
    else if (node.phase === 'Running') running++;
    else pending++;
  }
  return `${pending}/${running}/${completed}`;
}

function parameters(workflow: WorkflowView): string {
  return (workflow.spec?.arguments?.parameters ?? [])
    .filter(({ value }) => value !== undefined)
    .map(({ name, value = '' }) => `${name}=${shortened(value)}`)
    .join(',');
}

const MAX_VALUE = 50;
const TAIL = 15;

/** A long value without its middle. */
function shortened(value: string): string {
  if (value.length <= MAX_VALUE) return value;
  return `${value.slice(0, MAX_VALUE - TAIL - 3)}...${value.slice(-TAIL)}`;
}
