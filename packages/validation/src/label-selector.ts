import type { LabelSelector } from '@tiphys/spec';
import { isLabelKey, isLabelValue } from './metadata.ts';

const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const KEY_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** The first thing that is wrong with a label selector, in the words of Kubernetes (labels.NewRequirement). */
export function labelSelectorFault({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): string | undefined {
  for (const [key, value] of Object.entries(matchLabels)) {
    const fault = labelFault(key, [value]);
    if (fault !== undefined) return fault;
  }
  for (const { key, operator, values = [] } of matchExpressions) {
    const fault = operatorFault(operator, values) ?? labelFault(key, values);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function operatorFault(operator: string, values: readonly string[]): string | undefined {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values.length === 0
        ? "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty"
        : undefined;
    case 'Exists':
    case 'DoesNotExist':
      return values.length === 0
        ? undefined
        : `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`;
    default:
      return `${JSON.stringify(operator)} is not a valid label selector operator`;
  }
}

function labelFault(key: string, values: readonly string[]): string | undefined {
  if (!isLabelKey(key)) return `key: Invalid value: ${JSON.stringify(key)}: ${KEY_RULE}`;
  const wrong = values.findIndex((value) => !isLabelValue(value));
  if (wrong < 0) return undefined;
  return `values[${wrong}][${key}]: Invalid value: ${JSON.stringify(values[wrong])}: ${VALUE_RULE}`;
}
