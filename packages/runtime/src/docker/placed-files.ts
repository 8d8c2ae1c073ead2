import type { ContainerTask } from '@tiphys/engine';
import { FAILURES_VARIABLE } from '../failures-variable.ts';

/** Where a script template's program lies, as in Argo (common.ExecutorScriptSourcePath). */
export const SCRIPT_PATH = '/argo/staging/script';
const FAILURES_PATH = '/argo/staging/failures.json';

/** The files that a task has beside its artifacts, by their paths in the container. */
export function placedFiles({
  script,
  failures,
}: Pick<ContainerTask, 'script' | 'failures'>): Map<string, string> {
  const files = new Map<string, string>();
  if (script !== undefined) files.set(SCRIPT_PATH, script.source);
  if (failures !== undefined) files.set(FAILURES_PATH, failures);
  return files;
}

/** The variables that say where they are. */
export function placedFileVariables({ failures }: Pick<ContainerTask, 'failures'>): ContainerTask['env'] {
  return failures === undefined ? [] : [{ name: FAILURES_VARIABLE, value: FAILURES_PATH }];
}
