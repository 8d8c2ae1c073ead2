import type { Workflow } from '@tiphys/spec';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { planOf } from './actions.ts';
import { PATIENCE_MS } from './follow.ts';
import { leastDuration } from './least-duration.ts';

const BY_CLASS: ReadonlyMap<string, string> = new Map([
  ['docker+external', 'it needs a network that tests do not have'],
  ['lint-only', 'it is there to be linted'],
  ['state-fixture', 'it begins with a status that a test made'],
  ['unit-fixture', 'it is a piece of a unit test'],
]);

/**
 * Why a row is not run, out of the row and its manifest; undefined where it is.
 *
 * @param places how many containers run at the same time.
 */
export function reasonToSkip(row: WorkflowRow, corpus: Corpus, places: number): string | undefined {
  const { expected, k8sOnly } = row;
  if (row.class === 'k8s-only') return `needs Kubernetes: ${(k8sOnly ?? []).join(', ')}`;
  const byClass = BY_CLASS.get(row.class);
  if (byClass !== undefined) return byClass;
  if (expected?.phase === undefined) return 'no phase is stated';
  if (expected.simulated === true) return 'the stated phase is that of faked pods';
  const plan = planOf(row);
  if (plan === undefined) return `what is to be done to it is not known: ${expected.interactive?.join(', ')}`;
  if (plan.shutdown !== undefined || plan.start === 'schedule') return undefined;
  const manifests = corpus.manifests(row) as Workflow[];
  const least = leastDuration(manifests.find(({ kind }) => kind === 'Workflow') ?? {}, places);
  return least * 1000 < PATIENCE_MS
    ? undefined
    : `what its manifest says takes ${Math.round(least)} s or more: longer than a test may`;
}
