import { goJson } from '@tiphys/expression';
import type { Parameter } from '@tiphys/spec';
import type { DeepReadonly, WorkflowState } from '../state.ts';
import { outcomeOfEntry, workflowFailures } from '../workflow/workflow-outcome.ts';
import type { Scope } from './scope.ts';
import { rfc3339, strftime, strftimeDirectives } from './strftime.ts';

/**
 * The `workflow.*` variables (Argo's setGlobalParameters and setGlobalRuntimeParameters).
 *
 * @param seesOutcome true for the workflow's own handler and hooks and all that runs below them: there
 *   `workflow.status` is the outcome of the entrypoint and `workflow.failures` exists; everywhere else the status
 *   is that of the running workflow, `Running`.
 * @param at the instant of the decision, for `workflow.duration`.
 */
export function globalScope(state: WorkflowState, seesOutcome: boolean, at: number): Scope {
  const context = { state, seesOutcome, at };
  return {
    lookup: (name) =>
      name.startsWith('workflow.') ? lookup(context, name.slice('workflow.'.length)) : undefined,
    *withPrefix(prefix) {
      for (const name of names(context)) {
        const full = `workflow.${name}`;
        if (!full.startsWith(prefix)) continue;
        const value = lookup(context, name);
        if (value !== undefined) yield [full, value];
      }
    },
  };
}

interface Context {
  state: WorkflowState;
  seesOutcome: boolean;
  at: number;
}

/** Set on what a CronWorkflow starts. */
const SCHEDULED_TIME = 'workflows.argoproj.io/scheduled-time';

const SIMPLE: ReadonlyMap<string, (context: Context) => string | undefined> = new Map<
  string,
  (context: Context) => string | undefined
>([
  ['name', ({ state }) => state.name],
  ['namespace', ({ state }) => state.namespace],
  ['uid', ({ state }) => state.uid],
  ['mainEntrypoint', ({ state }) => state.workflow.spec.entrypoint ?? ''],
  ['priority', ({ state }) => state.workflow.spec.priority?.toString()],
  ['scheduledTime', ({ state }) => own(state.workflow.metadata.annotations, SCHEDULED_TIME)],
  ['serviceAccountName', ({ state }) => state.workflow.spec.serviceAccountName ?? ''],
  ['creationTimestamp', ({ state }) => rfc3339(state.createdAt)],
  ['creationTimestamp.s', ({ state }) => String(Math.floor(state.createdAt / 1000))],
  ['creationTimestamp.RFC3339', ({ state }) => rfc3339(state.createdAt)],
  ['parameters', ({ state }) => parametersJson(state.workflow.spec.arguments?.parameters)],
  ['parameters.json', ({ state }) => parametersJson(state.workflow.spec.arguments?.parameters)],
  ['labels', ({ state }) => sortedJson(state.workflow.metadata.labels)],
  ['labels.json', ({ state }) => sortedJson(state.workflow.metadata.labels)],
  ['annotations', ({ state }) => sortedJson(state.workflow.metadata.annotations)],
  ['annotations.json', ({ state }) => sortedJson(state.workflow.metadata.annotations)],
  ['status', ({ state, seesOutcome }) => (seesOutcome ? outcomeOfEntry(state) : state.phase)],
  ['failures', ({ state, seesOutcome }) => (seesOutcome ? workflowFailures(state) : undefined)],
  ['duration', ({ state, at }) => duration(state, at)],
]);

function lookup(context: Context, name: string): string | undefined {
  const simple = SIMPLE.get(name);
  if (simple !== undefined) return simple(context);
  const { metadata, spec } = context.state.workflow;
  const dot = name.indexOf('.');
  const rest = name.slice(dot + 1);
  switch (name.slice(0, Math.max(dot, 0))) {
    case 'parameters':
      return spec.arguments?.parameters?.find((parameter) => parameter.name === rest)?.value;
    case 'outputs':
      return rest.startsWith('parameters.')
        ? context.state.globalParameters.get(rest.slice('parameters.'.length))?.value
        : undefined;
    case 'labels':
      return own(metadata.labels, rest);
    case 'annotations':
      return own(metadata.annotations, rest);
    case 'creationTimestamp':
      return strftime(rest, context.state.createdAt);
    default:
      return undefined;
  }
}

function* names({ state }: Context): Iterable<string> {
  yield* SIMPLE.keys();
  const { metadata, spec } = state.workflow;
  for (const parameter of spec.arguments?.parameters ?? []) yield `parameters.${parameter.name}`;
  for (const label of Object.keys(metadata.labels ?? {})) yield `labels.${label}`;
  for (const annotation of Object.keys(metadata.annotations ?? {})) yield `annotations.${annotation}`;
  for (const output of state.globalParameters.keys()) yield `outputs.parameters.${output}`;
  for (const directive of strftimeDirectives()) yield `creationTimestamp.${directive}`;
}

/** Go sorts the keys of a map. */
function sortedJson(record: Readonly<Record<string, string>> | undefined): string {
  return goJson(record === undefined ? null : new Map(Object.entries(record)));
}

function own(record: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Seconds with six decimals, as Go's %f prints them. */
function duration(state: WorkflowState, at: number): string {
  if (state.startedAt === 0) return '0.000000';
  return (((state.finishedAt || at) - state.startedAt) / 1000).toFixed(6);
}

/** A list of parameters as Go marshals it: fields in the order of Argo's struct. */
export function parametersJson(parameters: DeepReadonly<Parameter[]> | undefined): string {
  if (parameters === undefined) return 'null';
  return goJson(
    parameters.map(
      ({ name, default: fallback, value, valueFrom, globalName, enum: choices, description }) => ({
        name,
        ...(fallback === undefined ? {} : { default: fallback }),
        ...(value === undefined ? {} : { value }),
        ...(valueFrom === undefined ? {} : { valueFrom }),
        ...(globalName === undefined ? {} : { globalName }),
        ...(choices === undefined ? {} : { enum: choices }),
        ...(description === undefined ? {} : { description }),
      }),
    ),
  );
}
