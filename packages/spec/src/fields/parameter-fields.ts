import { ARGO } from './argo-names.ts';
import { artifacts } from './artifact-fields.ts';
import { configMapKeySelector } from './environment-fields.ts';
import { anyText, honoured, list, needsKubernetes, object, objectType, refused, text } from './field.ts';

const supplied = objectType(`${ARGO}SuppliedValueFrom`, 'supplied', []);

const valueFrom = objectType(`${ARGO}ValueFrom`, 'source', [
  honoured('path', text),
  ...needsKubernetes('outputs of resource templates', 'jsonPath', 'jqFilter'),
  refused(
    'event',
    'only an event that a WorkflowEventBinding waits for fills it, and events do not come here',
  ),
  honoured('parameter', text),
  honoured('supplied', object(supplied)),
  honoured('configMapKeyRef', object(configMapKeySelector)),
  honoured('default', anyText),
  honoured('expression', text),
]);

const parameter = objectType(`${ARGO}Parameter`, 'parameter', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('default', anyText),
  honoured('value', anyText),
  honoured('valueFrom', object(valueFrom)),
  honoured('globalName', text),
  honoured('enum', list(anyText)),
  honoured('description', anyText),
]);

export const parameters = honoured('parameters', list(object(parameter)));

export const argumentsType = objectType(`${ARGO}Arguments`, 'argument', [parameters, artifacts]);

export const inputs = objectType(`${ARGO}Inputs`, 'input', [parameters, artifacts]);

const OUTCOME = 'the outcome of a node, not for a manifest to say';

/** What a template declares. What a node put out has the result and exit code too: see status-fields.ts. */
export const outputs = objectType(`${ARGO}Outputs`, 'output', [
  parameters,
  artifacts,
  refused('result', OUTCOME),
  refused('exitCode', OUTCOME),
]);
