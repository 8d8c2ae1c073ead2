import { goJson } from '@tiphys/expression';
import { compactJson, escapedJson, jsonDepth } from '../loop/json-text.ts';
import type { NodeState } from '../state.ts';

const RESULT = 'outputs.result';
const PARAMETERS = 'outputs.parameters';

/**
 * The outputs of a step or task that ran for several items, as JSON lists in the order of the items (Argo's
 * processAggregateNodeOutputs). Only what succeeded is in them.
 *
 * @param fact `outputs.result`, `outputs.parameters` or `outputs.parameters.<name>`.
 */
export function aggregateFact(items: readonly NodeState[], fact: string): string | undefined {
  const succeeded = items.filter(({ phase, outputs }) => phase === 'Succeeded' && outputs !== undefined);
  if (fact === RESULT) {
    const results = succeeded.flatMap(({ outputs }) =>
      outputs?.result === undefined ? [] : [outputs.result],
    );
    return `[${results.map(resultJson).join(',')}]`;
  }
  if (fact === PARAMETERS) {
    return goJson(
      succeeded
        .map(({ outputs }) => new Map(outputs?.parameters?.map(({ name, value }) => [name, value ?? ''])))
        .filter(({ size }) => size > 0),
    );
  }
  const name = fact.slice(PARAMETERS.length + 1);
  if (!fact.startsWith(`${PARAMETERS}.`)) return undefined;
  const values = succeeded.flatMap(({ outputs }) =>
    (outputs?.parameters ?? []).flatMap((output) => (output.name === name ? [output.value ?? ''] : [])),
  );
  return values.length === 0 ? undefined : valuesJson(values);
}

/** Names of the facts there are. */
export function aggregateFacts(items: readonly NodeState[]): string[] {
  const names = new Set<string>();
  for (const { outputs } of items) {
    for (const { name } of outputs?.parameters ?? []) names.add(`${PARAMETERS}.${name}`);
  }
  return [RESULT, PARAMETERS, ...names];
}

/** JSON goes in as it is, any other text as a text; in Argo such a text is an error of the whole loop. */
function resultJson(result: string): string {
  return parsed(result) === undefined ? goJson(result) : escapedJson(compactJson(result));
}

/** Lists and objects go in as such where every value is one, otherwise all as texts (aggregatedJSONValueList). */
function valuesJson(values: readonly string[]): string {
  const structures = values.map(parsed);
  const all = structures.every((value) => typeof value === 'object' && value !== null);
  return goJson(all ? structures.map(sortable) : values);
}

/** What nests deeper is taken as a text. */
const MAX_DEPTH = 100;

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    if (jsonDepth(text) > MAX_DEPTH) return undefined;
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** With Maps for objects, whose keys are written in order. */
function sortable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortable);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, sortable(item)]));
}
