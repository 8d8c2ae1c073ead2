import { CORE } from './argo-names.ts';
import { container } from './container-fields.ts';
import {
  type Field,
  flag,
  honoured,
  integer,
  json,
  list,
  needsKubernetes,
  object,
  objectType,
  refused,
  text,
} from './field.ts';
import { affinityField, nodeSelectorField, tolerationsField } from './placement-fields.ts';
import { dnsConfig, hostAlias, localObject, podSecurityContext } from './pod-fields.ts';
import { volume } from './volume-fields.ts';

/** Read and without effect, as the workflow's and the template's fields of these names are. */
const WITHOUT_EFFECT: Field[] = [
  'restartPolicy',
  'dnsPolicy',
  'serviceAccountName',
  'serviceAccount',
  'automountServiceAccountToken',
  'schedulerName',
  'priorityClassName',
  'priority',
  'enableServiceLinks',
  'preemptionPolicy',
  'setHostnameAsFQDN',
  'topologySpreadConstraints',
  'readinessGates',
  'schedulingGates',
  'overhead',
  'os',
].map((name) => honoured(name, json));

/** Kubernetes' PodSpec, as far as a podSpecPatch can change what runs here. */
export const podSpec = objectType(`${CORE}PodSpec`, 'pod', [
  honoured('volumes', list(object(volume))),
  honoured('initContainers', list(object(container))),
  honoured('containers', list(object(container)), { missing: [] }),
  honoured('terminationGracePeriodSeconds', integer),
  honoured('hostNetwork', flag),
  honoured('securityContext', object(podSecurityContext)),
  honoured('imagePullSecrets', list(object(localObject))),
  honoured('hostname', text),
  honoured('hostAliases', list(object(hostAlias))),
  honoured('dnsConfig', object(dnsConfig)),
  ...WITHOUT_EFFECT,
  nodeSelectorField,
  affinityField,
  tolerationsField,
  refused('activeDeadlineSeconds', 'give the template an activeDeadlineSeconds: the scheduler keeps it'),
  ...needsKubernetes('its classes name the runtimes of nodes', 'runtimeClassName'),
  ...needsKubernetes('its services give names to pods', 'subdomain'),
  ...needsKubernetes('they are added to pods that run', 'ephemeralContainers'),
  ...['hostPID', 'hostIPC', 'shareProcessNamespace'].map((name) =>
    refused(name, 'each container has processes and memory of its own'),
  ),
  ...needsKubernetes('its nodes are not agents', 'nodeName', 'hostUsers', 'hostnameOverride'),
  ...needsKubernetes('pods have resources of their own there', 'resources', 'resourceClaims'),
]);
