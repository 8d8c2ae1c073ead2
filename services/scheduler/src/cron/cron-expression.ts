import { evaluateBooleanOver, evaluateWhen, type PlainValue, replaceTags } from '@tiphys/expression';
import type { CronWorkflow } from '@tiphys/spec';

export type ConditionResult = { ok: true; value: boolean } | { ok: false; message: string };

const EXPRESSION_TAG = /\{\{=(.*?)\}\}/gs;
const VALUE = /\bcronworkflow\.(failed|succeeded|lastScheduledTime)\b|\bnow\(\)/g;

/**
 * Whether a run's `when` holds (Argo's evalWhen). Counters are numbers and the last time is a time in expressions;
 * the instant of the decision stands for `now()`.
 */
export function evaluateCronWhen(cronWorkflow: CronWorkflow, at: number): ConditionResult {
  const { when = '' } = cronWorkflow.spec;
  if (when === '') return { ok: true, value: true };
  const literal = when.replace(
    EXPRESSION_TAG,
    (_, inner: string) => `{{=${withLiterals(inner, cronWorkflow, at)}}}`,
  );
  const variables = textsOf(cronWorkflow);
  const replaced = replaceTags(
    literal,
    {
      lookup: (name) => variables.get(name),
      *withPrefix(prefix) {
        for (const entry of variables) if (entry[0].startsWith(prefix)) yield entry;
      },
    },
    { allowUnresolved: false },
  );
  if (!replaced.ok) return { ok: false, message: replaced.error.message };
  const result = evaluateWhen(replaced.value);
  return result.ok ? result : { ok: false, message: result.error.message };
}

/** Whether a CronWorkflow is to stop for good (Argo's checkStopingCondition). */
export function evaluateStopStrategy(cronWorkflow: CronWorkflow, at: number): ConditionResult {
  const expression = cronWorkflow.spec.stopStrategy?.expression ?? '';
  if (expression === '') return { ok: true, value: false };
  const { name = '', namespace = '', labels = {}, annotations = {} } = cronWorkflow.metadata;
  const values = new Map<string, PlainValue>([
    ['name', name],
    ['namespace', namespace],
    ['labels', new Map(Object.entries(labels))],
    ['annotations', new Map(Object.entries(annotations))],
    ['failed', BigInt(cronWorkflow.status?.failed ?? 0)],
    ['succeeded', BigInt(cronWorkflow.status?.succeeded ?? 0)],
    ['lastScheduledTime', cronWorkflow.status?.lastScheduledTime ?? null],
  ]);
  const literal = withLiterals(expression, cronWorkflow, at);
  const result = evaluateBooleanOver(literal, new Map<string, PlainValue>([['cronworkflow', values]]));
  if (result.ok) return result;
  return { ok: false, message: `failed to evaluate stop expression: ${result.error.message}` };
}

function withLiterals(expression: string, { status }: CronWorkflow, at: number): string {
  return expression.replace(VALUE, (_whole: string, field: string | undefined) => {
    if (field === undefined) return dateOf(new Date(at).toISOString());
    if (field !== 'lastScheduledTime') return String(status?.[field as 'failed' | 'succeeded'] ?? 0);
    const last = status?.lastScheduledTime ?? null;
    // Of no type: a nil by name cannot be subtracted, not even where it is not come to.
    return last === null ? 'fromJSON("null")' : dateOf(last);
  });
}

function dateOf(text: string): string {
  return `date(${JSON.stringify(text)})`;
}

function textsOf({ metadata, status }: CronWorkflow): Map<string, string> {
  const { name = '', namespace = '', labels, annotations } = metadata;
  return new Map([
    ['cronworkflow.name', name],
    ['cronworkflow.namespace', namespace],
    ['cronworkflow.labels', JSON.stringify(labels ?? null)],
    ['cronworkflow.labels.json', JSON.stringify(labels ?? null)],
    ['cronworkflow.annotations', JSON.stringify(annotations ?? null)],
    ['cronworkflow.annotations.json', JSON.stringify(annotations ?? null)],
    ['cronworkflow.failed', String(status?.failed ?? 0)],
    ['cronworkflow.succeeded', String(status?.succeeded ?? 0)],
    ['cronworkflow.lastScheduledTime', status?.lastScheduledTime ?? ''],
  ]);
}
