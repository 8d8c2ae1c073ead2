import { ARGO, CORE } from './argo-names.ts';
import { envFromSource, envVarSource } from './environment-fields.ts';
import {
  honoured,
  list,
  map,
  NOT_YET,
  needsKubernetes,
  notYet,
  object,
  objectType,
  quantity,
  refused,
  text,
} from './field.ts';

const envVar = objectType(`${CORE}EnvVar`, 'variable', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text),
  honoured('valueFrom', object(envVarSource)),
]);

/** What a container can be held to without Kubernetes. */
const RESOURCES = ['cpu', 'memory'];

const resourceRequirements = objectType(`${CORE}ResourceRequirements`, 'requirement', [
  honoured('limits', map(quantity, RESOURCES)),
  honoured('requests', map(quantity, RESOURCES)),
  ...needsKubernetes('claims are made on devices of its nodes', 'claims'),
]);

export const container = objectType(`${CORE}Container`, 'container', [
  honoured('name', text, { always: '' }),
  honoured('image', text, { missing: '' }),
  honoured('command', list(text)),
  honoured('args', list(text)),
  honoured('workingDir', text),
  ...notYet('ports'),
  honoured('envFrom', list(object(envFromSource))),
  honoured('env', list(object(envVar))),
  honoured('resources', object(resourceRequirements), { always: {} }),
  ...needsKubernetes('its kubelet resizes and restarts containers', 'resizePolicy'),
  ...notYet('restartPolicy', 'restartPolicyRules', 'volumeMounts', 'volumeDevices'),
  ...notYet('livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'),
  ...needsKubernetes('its kubelet reads termination messages', 'terminationMessagePath'),
  ...needsKubernetes('its kubelet reads termination messages', 'terminationMessagePolicy'),
  ...notYet('imagePullPolicy', 'securityContext'),
  refused('stdin', NOT_YET, 'false'),
  refused('stdinOnce', NOT_YET, 'false'),
  refused('tty', NOT_YET, 'false'),
]);

/** Argo's struct has the container's fields inlined. */
export const script = objectType(`${ARGO}ScriptTemplate`, 'script', [
  ...container.fields.values(),
  honoured('source', text, { always: '', missing: '' }),
]);
