import type {
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  ResourceRequirements,
} from '@tiphys/spec';
import { ObjectError, type ObjectReader } from '../object-reader.ts';
import { expandReferences } from './expand-references.ts';
import { type PodFacts, podField } from './pod-facts.ts';
import { type HostResources, resourceField } from './resource-field.ts';

/** What is to be resolved: a container's `env` and `envFrom`. */
export interface EnvironmentOrder {
  env: readonly EnvVar[];
  envFrom?: readonly EnvFromSource[] | undefined;
  resources?: ResourceRequirements | undefined;
}

export interface EnvironmentSources {
  objects: Pick<ObjectReader, 'readConfigMap' | 'readSecret'>;
  facts: PodFacts;
  host: HostResources;
}

type Kind = 'ConfigMap' | 'Secret';
type Entries = ReadonlyMap<string, Uint8Array>;

/** What Kubernetes takes for the name of a variable. */
const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/**
 * The variables of a container with their values, in the kubelet's order and words: first `envFrom`, then `env`,
 * which wins; what comes later may name what came before as `$(NAME)`. Entries of `envFrom` whose key is no name for
 * a variable are passed over.
 *
 * @throws ObjectError where an object or a key is missing and not optional, or a value holds NUL; ResourceStoreError.
 */
export async function resolveEnvironment(
  order: EnvironmentOrder,
  sources: EnvironmentSources,
): Promise<Map<string, string>> {
  const objects = new Objects(sources);
  const variables = new Map<string, string>();
  for (const source of order.envFrom ?? []) {
    for (const [name, value] of await entriesFrom(source, objects)) variables.set(name, value);
  }
  for (const { name, value, valueFrom } of order.env) {
    if (valueFrom === undefined) {
      variables.set(name, expandReferences(value ?? '', variables));
      continue;
    }
    const found = await sourceValue(valueFrom, order, sources, objects);
    if (found !== undefined) variables.set(name, found);
  }
  refuseNul(variables);
  return variables;
}

/** No process can have such a variable, and an engine's complaint would show its value, which may be a secret. */
function refuseNul(variables: ReadonlyMap<string, string>): void {
  for (const [name, value] of variables) {
    if (value.includes('\0')) throw new ObjectError(`the value of variable ${name} holds NUL`);
  }
}

async function entriesFrom(
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
  objects: Objects,
): Promise<[string, string][]> {
  const [kind, ref] =
    configMapRef === undefined ? (['Secret', secretRef] as const) : (['ConfigMap', configMapRef] as const);
  const entries = await objects.entries(kind, ref?.name ?? '', ref?.optional === true);
  return [...(entries ?? [])]
    .map(([key, bytes]): [string, string] => [prefix + key, textOf(bytes)])
    .filter(([name]) => NAME.test(name));
}

/** Undefined: there is none, and it is optional. */
async function sourceValue(
  { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: EnvVarSource,
  { resources }: EnvironmentOrder,
  { facts, host }: EnvironmentSources,
  objects: Objects,
): Promise<string | undefined> {
  if (configMapKeyRef !== undefined) return objects.value('ConfigMap', configMapKeyRef);
  if (secretKeyRef !== undefined) return objects.value('Secret', secretKeyRef);
  if (fieldRef !== undefined) {
    const value = podField(facts, fieldRef.fieldPath);
    if (value === undefined) throw new ObjectError(`field label not supported: ${fieldRef.fieldPath}`);
    return value;
  }
  if (resourceFieldRef === undefined) return undefined;
  const value = resourceField(resourceFieldRef, resources, host);
  if (value === undefined)
    throw new ObjectError(`unsupported container resource : ${resourceFieldRef.resource}`);
  return value;
}

/** Reads each object once. */
class Objects {
  readonly #sources: EnvironmentSources;
  readonly #read = new Map<string, Promise<Entries | undefined>>();

  constructor(sources: EnvironmentSources) {
    this.#sources = sources;
  }

  async entries(kind: Kind, name: string, optional: boolean): Promise<Entries | undefined> {
    const { objects, facts } = this.#sources;
    const id = `${kind} ${name}`;
    const read =
      this.#read.get(id) ??
      (kind === 'ConfigMap'
        ? objects.readConfigMap(facts.namespace, name)
        : objects.readSecret(facts.namespace, name));
    this.#read.set(id, read);
    const found = await read;
    if (found === undefined && !optional) throw new ObjectError(`${kind.toLowerCase()} "${name}" not found`);
    return found;
  }

  async value(
    kind: Kind,
    { name = '', key, optional = false }: ConfigMapKeySelector,
  ): Promise<string | undefined> {
    const bytes = (await this.entries(kind, name, optional))?.get(key);
    if (bytes !== undefined) return textOf(bytes);
    if (optional) return undefined;
    throw new ObjectError(`couldn't find key ${key} in ${kind} ${this.#sources.facts.namespace}/${name}`);
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
