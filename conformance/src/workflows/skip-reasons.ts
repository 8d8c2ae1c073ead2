import type { WorkflowRow } from '../corpus.ts';
import { planOf } from './actions.ts';

const BY_CLASS: ReadonlyMap<string, string> = new Map([
  ['docker+external', 'it needs a network that tests do not have'],
  ['docker+s3', 'it needs an S3 server of its own'],
  ['lint-only', 'it is there to be linted'],
  ['state-fixture', 'it begins with a status that a test made'],
  ['unit-fixture', 'it is a piece of a unit test'],
]);

/** Why a row is not run, out of the row itself; undefined where it is. */
export function reasonToSkip(row: WorkflowRow): string | undefined {
  const { expected, k8sOnly } = row;
  if (row.class === 'k8s-only') return `needs Kubernetes: ${(k8sOnly ?? []).join(', ')}`;
  const byClass = BY_CLASS.get(row.class);
  if (byClass !== undefined) return byClass;
  if (expected?.phase === undefined) return 'no phase is stated';
  if (expected.simulated === true) return 'the stated phase is that of faked pods';
  const plan = planOf(row);
  if (plan === undefined) return `what is to be done to it is not known: ${expected.interactive?.join(', ')}`;
  return undefined;
}
