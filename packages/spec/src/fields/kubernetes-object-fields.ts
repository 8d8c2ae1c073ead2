import { CORE } from './argo-names.ts';
import { flag, honoured, map, object, objectType, text } from './field.ts';
import { objectMeta } from './workflow-fields.ts';

const head = [
  honoured('kind', text),
  honoured('apiVersion', text),
  honoured('metadata', object(objectMeta), { always: {}, missing: {} }),
  honoured('immutable', flag),
];

export const configMap = objectType(`${CORE}ConfigMap`, 'ConfigMap', [
  ...head,
  honoured('data', map(text)),
  honoured('binaryData', map(text)),
]);

export const secret = objectType(`${CORE}Secret`, 'Secret', [
  ...head,
  honoured('data', map(text)),
  honoured('stringData', map(text)),
  honoured('type', text),
]);
