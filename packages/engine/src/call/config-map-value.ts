import type { ConfigMapKeySelector, Parameter, ValueFrom, Workflow } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import type { Surroundings } from '../surroundings.ts';

/** Reads ConfigMaps of one namespace. */
export type ConfigMapLookup = (name: string) => ReadonlyMap<string, string> | undefined;

export function configMapsOf(surroundings: Surroundings, namespace: string): ConfigMapLookup {
  return (name) => surroundings.configMap(namespace, name);
}

/** In Argo's words (common.GetConfigMapValue), but for the label that ConfigMaps need not have here. */
function configMapValue(lookup: ConfigMapLookup, name: string, key: string): Result<string> {
  const entries = lookup(name);
  if (entries === undefined) return failure(`ConfigMap '${name}' does not exist`);
  const value = entries.get(key);
  return value === undefined ? failure(`ConfigMap '${name}' does not have the key '${key}'`) : success(value);
}

/**
 * The value of an input that comes from a ConfigMap, whose name and key may hold variables (Argo's
 * substituteAndGetConfigMapValue).
 */
export function inputFromConfigMap(
  inputName: string,
  source: DeepReadonly<ValueFrom> & { configMapKeyRef: DeepReadonly<ConfigMapKeySelector> },
  scope: Scope,
  lookup: ConfigMapLookup,
): Result<string> {
  const { name = '', key } = source.configMapKeyRef;
  const [rendered, renderedKey] = [substitute(name, scope, 'complete'), substitute(key, scope, 'complete')];
  for (const part of [rendered, renderedKey]) {
    if (!part.ok) return failure(`failed to substitute configMapKeyRef: ${part.message}`);
  }
  if (!rendered.ok || !renderedKey.ok) return failure('failed to substitute configMapKeyRef');
  const found = configMapValue(lookup, rendered.value, renderedKey.value);
  if (found.ok) return found;
  if (source.default !== undefined) return success(source.default);
  return failure(`unable to retrieve inputs.parameters.${inputName} from ConfigMap: ${found.message}`);
}

/**
 * The workflow with the values of its arguments that come from ConfigMaps, as they are now: Argo looks again at every
 * turn, and a workflow may see two values. One that is missing stays without a value; see `unresolvedArgument`.
 */
export function withConfigMapArguments(workflow: Workflow, lookup: ConfigMapLookup): Workflow {
  const { parameters } = workflow.spec.arguments ?? {};
  if (parameters?.some(isUnresolved) !== true) return workflow;
  const resolved = parameters.map((parameter): Parameter => {
    const value = isUnresolved(parameter) ? argumentValue(parameter, lookup) : undefined;
    return value?.ok ? { ...parameter, value: value.value } : parameter;
  });
  const args = { ...workflow.spec.arguments, parameters: resolved };
  return { ...workflow, spec: { ...workflow.spec, arguments: args } };
}

/** Why the workflow cannot go on: an argument whose ConfigMap or key is missing (Argo's setGlobalParameters). */
export function unresolvedArgument(
  parameters: DeepReadonly<Parameter[]> | undefined,
  lookup: ConfigMapLookup,
): string | undefined {
  const missing = parameters?.find(isUnresolved);
  if (missing === undefined) return undefined;
  const { name = '', key = '' } = missing.valueFrom?.configMapKeyRef ?? {};
  const value = argumentValue(missing, lookup);
  const reason = value.ok ? '' : `: ${value.message}`;
  return `failed to set global parameter ${missing.name} from configmap with name ${name} and key ${key}${reason}`;
}

function isUnresolved({ value, valueFrom }: DeepReadonly<Parameter>): boolean {
  return value === undefined && valueFrom?.configMapKeyRef !== undefined;
}

function argumentValue({ valueFrom }: DeepReadonly<Parameter>, lookup: ConfigMapLookup): Result<string> {
  const found = configMapValue(
    lookup,
    valueFrom?.configMapKeyRef?.name ?? '',
    valueFrom?.configMapKeyRef?.key ?? '',
  );
  return found.ok || valueFrom?.default === undefined ? found : success(valueFrom.default);
}
