import { CORE } from './argo-names.ts';
import { secretKeySelector } from './artifact-parts.ts';
import { honoured, needsKubernetes, object, objectType, optionalFlag, quantity, text } from './field.ts';

export const objectFieldSelector = objectType(`${CORE}ObjectFieldSelector`, 'field', [
  honoured('apiVersion', text),
  honoured('fieldPath', text, { always: '', missing: '' }),
]);

export const resourceFieldSelector = objectType(`${CORE}ResourceFieldSelector`, 'resource', [
  honoured('containerName', text),
  honoured('resource', text, { always: '', missing: '' }),
  honoured('divisor', quantity),
]);

export const configMapKeySelector = objectType(`${CORE}ConfigMapKeySelector`, 'reference', [
  honoured('name', text),
  honoured('key', text, { always: '', missing: '' }),
  honoured('optional', optionalFlag),
]);

export const envVarSource = objectType(`${CORE}EnvVarSource`, 'source', [
  honoured('fieldRef', object(objectFieldSelector)),
  honoured('resourceFieldRef', object(resourceFieldSelector)),
  honoured('configMapKeyRef', object(configMapKeySelector)),
  honoured('secretKeyRef', object(secretKeySelector)),
  ...needsKubernetes('its kubelet reads files of other containers', 'fileKeyRef'),
]);

const envSource = (kind: 'ConfigMap' | 'Secret') =>
  objectType(`${CORE}${kind}EnvSource`, 'source', [
    honoured('name', text),
    honoured('optional', optionalFlag),
  ]);

export const envFromSource = objectType(`${CORE}EnvFromSource`, 'source', [
  honoured('prefix', text),
  honoured('configMapRef', object(envSource('ConfigMap'))),
  honoured('secretRef', object(envSource('Secret'))),
]);
