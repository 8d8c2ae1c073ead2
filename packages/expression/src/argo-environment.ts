import type { ExprEnvironment } from './expr/environment.ts';
import { ANY, type Nature, STRING } from './expr/nature.ts';
import { toFloatValue, toIntValue } from './expr/number-builtins.ts';
import { asString } from './expr/operations.ts';
import { goJson } from './go/go-json.ts';
import { goJsonDecode } from './go/go-json-decode.ts';
import { EnvironmentMap, GoFunction, type GoValue } from './go/go-value.ts';
import { queryJsonPath } from './jsonpath/jsonpath.ts';
import type { Meter } from './meter.ts';
import { SPRIG_FUNCTIONS } from './sprig/sprig-functions.ts';
import type { VariableScope } from './variable-scope.ts';

function fn(
  name: string,
  params: Nature[],
  result: Nature,
  call: (args: GoValue[], meter: Meter) => GoValue,
): GoFunction {
  return new GoFunction(name, { params, result }, call);
}

/** Argo's own functions (util/expr/env). */
const FUNCTIONS: ReadonlyMap<string, GoValue> = new Map<string, GoValue>([
  ['asInt', fn('asInt', [ANY], ANY, ([value]) => toIntValue(value ?? null))],
  ['asFloat', fn('asFloat', [ANY], ANY, ([value]) => toFloatValue(value ?? null))],
  [
    'jsonpath',
    fn('jsonpath', [STRING, STRING], ANY, ([json, path], meter) =>
      queryJsonPath(asString(path), goJsonDecode(asString(json)), meter),
    ),
  ],
  ['sprig', new Map(SPRIG_FUNCTIONS)],
  ['toJson', fn('toJson', [ANY], STRING, ([value]) => goJson(value))],
]);

/**
 * The environment of Argo's expressions: the variables, taken apart at their dots, and the functions, which hide
 * variables of their names.
 */
export function argoEnvironment(scope: VariableScope): ExprEnvironment {
  const variables = new EnvironmentMap(scope, '');
  return {
    get: (name) => FUNCTIONS.get(name) ?? variables.get(name),
    toMap: () => new Map([...variables.toMap(), ...FUNCTIONS]),
  };
}
