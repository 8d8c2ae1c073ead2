import {
  isGenerateName,
  isWorkflowName,
  MAX_WORKFLOW_NAME,
  type ObjectMeta,
  type PathSegment,
  type Problem,
} from '@tiphys/spec';
import { ProblemList } from './problem-list.ts';

const PATH = ['metadata'];
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_SUBDOMAIN = 253;
const SUBDOMAIN_RULE =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

/** Argo's own limit, the first thing that it looks at: names end up in labels, whose values have at most 63 characters. */
export function validateNameLength(
  problems: ProblemList,
  { name = '' }: ObjectMeta,
  noun: string,
  limit: number = MAX_WORKFLOW_NAME,
): void {
  if (name.length <= limit) return;
  problems.error(
    [...PATH, 'name'],
    `${noun} name "${name}" must not be more than ${limit} characters long (currently ${name.length})`,
  );
}

/**
 * The name rules of Kubernetes, which Argo leaves to its API server.
 *
 * @param nameRequired a workflow that is submitted has a name or a generateName.
 */
export function validateMetadata(problems: ProblemList, metadata: ObjectMeta, nameRequired: boolean): void {
  const { name = '', generateName = '', namespace = '' } = metadata;
  if (name !== '' && name.length <= MAX_WORKFLOW_NAME && !isWorkflowName(name)) {
    problems.error([...PATH, 'name'], `"${name}" is invalid: ${SUBDOMAIN_RULE}`);
  } else if (name === '' && generateName === '' && nameRequired) {
    problems.error(PATH, 'name or generateName is required');
  }
  if (name === '' && generateName !== '' && !isGenerateName(generateName)) {
    problems.error([...PATH, 'generateName'], `"${generateName}" is invalid: ${SUBDOMAIN_RULE}`);
  }
  if (namespace !== '' && !NAMESPACE.test(namespace)) {
    problems.error(
      [...PATH, 'namespace'],
      `"${namespace}" is invalid: a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`,
    );
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const path = [...PATH, 'labels', key];
    validateKey(problems, key, path);
    if (!isLabelValue(value)) {
      problems.error(
        path,
        "a valid label must be an empty string or consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      );
    }
  }
  for (const key of Object.keys(metadata.annotations ?? {})) {
    validateKey(problems, key, [...PATH, 'annotations', key]);
  }
}

/** The rules of Kubernetes for labels and annotations, by themselves. */
export function validateLabels({ labels = {}, annotations = {} }: ObjectMeta): { errors: Problem[] } {
  const problems = new ProblemList();
  validateMetadata(problems, { labels, annotations }, false);
  return { errors: problems.errors };
}

export function isLabelValue(value: string): boolean {
  return LABEL_VALUE.test(value);
}

/** A name, with or without a DNS subdomain before it. */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  return (
    QUALIFIED_NAME.test(key.slice(slash + 1)) &&
    (slash < 0 || (prefix.length <= MAX_SUBDOMAIN && SUBDOMAIN.test(prefix)))
  );
}

function validateKey(problems: ProblemList, key: string, path: readonly PathSegment[]): void {
  if (!isLabelKey(key)) {
    problems.error(
      path,
      "the key must consist of at most 63 alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character, with an optional DNS subdomain prefix and '/'",
    );
  }
}
