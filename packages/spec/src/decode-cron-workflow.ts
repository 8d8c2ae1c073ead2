import { decodeKind } from './decode.ts';
import { cronWorkflow } from './fields/cron-workflow-fields.ts';
import type { Problem } from './problem.ts';
import type { CronWorkflow } from './types/cron-workflow.ts';

/** A manifest as plain data -> a CronWorkflow, as decodeWorkflow reads a workflow. */
export function decodeCronWorkflow(
  value: unknown,
): { ok: true; cronWorkflow: CronWorkflow } | { ok: false; problems: Problem[] } {
  const decoded = decodeKind<CronWorkflow>(value, 'CronWorkflow', cronWorkflow);
  return decoded.ok ? { ok: true, cronWorkflow: decoded.value } : decoded;
}
