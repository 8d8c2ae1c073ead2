import type { Container, EnvVarSource, PathSegment } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

/** Fields of a pod that are known before it starts. */
const FIELDS =
  /^(metadata\.(name|namespace)|spec\.(nodeName|serviceAccountName)|status\.hostIP|metadata\.(labels|annotations)\['[^']*'\])$/;
const RESOURCES = /^(limits|requests)\.(cpu|memory)$/;
const SOURCES = 'fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef';

/** Where a container's variables come from: what Kubernetes would refuse, and what Tiphys cannot know. */
export function validateEnvironment(
  problems: ProblemList,
  { env = [], envFrom = [] }: Pick<Container, 'env' | 'envFrom'>,
  path: readonly PathSegment[],
): void {
  for (const [index, { name, value = '', valueFrom }] of env.entries()) {
    if (name === '') problems.error([...path, 'env', index], 'name is required');
    if (valueFrom === undefined) continue;
    const at = [...path, 'env', index, 'valueFrom'];
    if (value !== '') problems.error(at, 'may not be specified when `value` is not empty');
    validateSource(problems, valueFrom, at);
  }
  for (const [index, { configMapRef, secretRef }] of envFrom.entries()) {
    const at = [...path, 'envFrom', index];
    if ((configMapRef === undefined) === (secretRef === undefined)) {
      problems.error(at, 'must specify one of: configMapRef or secretRef');
    } else if (((configMapRef ?? secretRef)?.name ?? '') === '') problems.error(at, 'a name is required');
  }
}

function validateSource(problems: ProblemList, source: EnvVarSource, at: readonly PathSegment[]): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  const given = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef].filter(
    (one) => one !== undefined,
  );
  if (given.length !== 1) problems.error(at, `must specify one of: ${SOURCES}`);
  for (const [name, ref] of Object.entries({ configMapKeyRef, secretKeyRef })) {
    if (ref === undefined) continue;
    if ((ref.name ?? '') === '') problems.error([...at, name], 'a name is required');
    if (ref.key === '') problems.error([...at, name], 'a key is required');
  }
  if (fieldRef !== undefined && !isOpen(fieldRef.fieldPath) && !FIELDS.test(fieldRef.fieldPath)) {
    problems.error(
      [...at, 'fieldRef', 'fieldPath'],
      "not supported: known are metadata.name, metadata.namespace, spec.nodeName, spec.serviceAccountName, status.hostIP, metadata.labels['NAME'] and metadata.annotations['NAME']",
    );
  }
  if (resourceFieldRef !== undefined && !RESOURCES.test(resourceFieldRef.resource)) {
    problems.error(
      [...at, 'resourceFieldRef', 'resource'],
      'not supported: limits and requests of cpu and memory are',
    );
  }
}

function isOpen(text: string): boolean {
  return text.includes('{{');
}
