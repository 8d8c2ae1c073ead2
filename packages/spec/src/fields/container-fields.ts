import { ARGO, CORE } from './argo-names.ts';
import { envFromSource, envVarSource } from './environment-fields.ts';
import {
  emulated,
  flag,
  honoured,
  integerOrText,
  list,
  map,
  needsKubernetes,
  object,
  objectType,
  optionalFlag,
  quantity,
  text,
} from './field.ts';
import { containerPort, lifecycle, probe, securityContext } from './pod-fields.ts';
import { volumeMount } from './volume-fields.ts';

const envVar = objectType(`${CORE}EnvVar`, 'variable', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text),
  honoured('valueFrom', object(envVarSource)),
]);

/** What a container can be held to without Kubernetes, or can have; the disk is as large as it is. */
const RESOURCES = ['cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu'];

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
  emulated('ports', list(object(containerPort)), 'every port can be reached'),
  honoured('envFrom', list(object(envFromSource))),
  honoured('env', list(object(envVar))),
  honoured('resources', object(resourceRequirements), { always: {} }),
  ...needsKubernetes('its kubelet resizes and restarts containers', 'resizePolicy'),
  ...needsKubernetes('its kubelet resizes and restarts containers', 'restartPolicy', 'restartPolicyRules'),
  honoured('volumeMounts', list(object(volumeMount))),
  ...needsKubernetes('its volume drivers attach disks and shares', 'volumeDevices'),
  honoured('livenessProbe', object(probe)),
  honoured('readinessProbe', object(probe)),
  honoured('startupProbe', object(probe)),
  honoured('lifecycle', object(lifecycle)),
  emulated('terminationMessagePath', text, 'nobody reads it'),
  emulated('terminationMessagePolicy', text, 'nobody reads it'),
  honoured('imagePullPolicy', text),
  honoured('securityContext', object(securityContext)),
  honoured('stdin', flag),
  honoured('stdinOnce', flag),
  honoured('tty', flag),
]);

/** Argo's struct has the container's fields inlined. */
export const script = objectType(`${ARGO}ScriptTemplate`, 'script', [
  ...container.fields.values(),
  honoured('source', text, { always: '', missing: '' }),
]);

/** Argo's struct has the container's fields inlined. */
export const userContainer = objectType(`${ARGO}UserContainer`, 'container', [
  ...container.fields.values(),
  honoured('mirrorVolumeMounts', optionalFlag),
]);

const containerNode = objectType(`${ARGO}ContainerNode`, 'container', [
  ...container.fields.values(),
  honoured('dependencies', list(text)),
]);

const containerSetRetryStrategy = objectType(`${ARGO}ContainerSetRetryStrategy`, 'strategy', [
  honoured('duration', text),
  honoured('retries', integerOrText),
]);

export const containerSet = objectType(`${ARGO}ContainerSetTemplate`, 'set of containers', [
  honoured('containers', list(object(containerNode)), { always: [], missing: [] }),
  honoured('volumeMounts', list(object(volumeMount))),
  honoured('retryStrategy', object(containerSetRetryStrategy)),
]);
