import { ARGO, META } from './argo-names.ts';
import {
  honoured,
  integer,
  list,
  map,
  NOT_YET,
  needsKubernetes,
  notYet,
  object,
  objectType,
  refused,
  setByServer,
  text,
} from './field.ts';
import { argumentsType } from './parameter-fields.ts';
import { status } from './status-fields.ts';
import { hooks, retryStrategy, template } from './template-fields.ts';

const objectMeta = objectType(`${META}ObjectMeta`, 'metadata', [
  honoured('name', text),
  honoured('generateName', text),
  honoured('namespace', text),
  setByServer('selfLink'),
  setByServer('uid'),
  setByServer('resourceVersion'),
  setByServer('generation'),
  setByServer('creationTimestamp'),
  setByServer('deletionTimestamp'),
  setByServer('deletionGracePeriodSeconds'),
  honoured('labels', map(text)),
  honoured('annotations', map(text)),
  ...needsKubernetes('its garbage collector follows them', 'ownerReferences', 'finalizers'),
  setByServer('managedFields'),
]);

const workflowSpec = objectType(`${ARGO}WorkflowSpec`, 'spec', [
  honoured('templates', list(object(template))),
  honoured('entrypoint', text),
  honoured('arguments', object(argumentsType), { always: {} }),
  ...needsKubernetes('service accounts are its own', 'serviceAccountName', 'automountServiceAccountToken'),
  ...needsKubernetes('service accounts are its own', 'executor'),
  ...notYet('volumes'),
  ...needsKubernetes('it provides the volumes that are claimed', 'volumeClaimTemplates'),
  ...notYet('parallelism', 'artifactRepositoryRef', 'suspend'),
  refused('nodeSelector', NOT_YET, 'emptyMap'),
  ...needsKubernetes('its scheduler places pods by it', 'affinity', 'tolerations'),
  ...notYet('imagePullSecrets', 'hostNetwork'),
  ...needsKubernetes('its pods have a DNS of their own', 'dnsPolicy', 'dnsConfig'),
  honoured('onExit', text),
  ...notYet('ttlStrategy'),
  honoured('activeDeadlineSeconds', integer),
  ...notYet('priority'),
  ...needsKubernetes('its scheduler places pods by it', 'schedulerName'),
  ...needsKubernetes('there are no pods to collect', 'podGC'),
  ...needsKubernetes('its scheduler places pods by it', 'podPriorityClassName'),
  ...notYet('hostAliases', 'securityContext'),
  ...needsKubernetes('there are no pods to patch', 'podSpecPatch'),
  ...needsKubernetes('it evicts pods', 'podDisruptionBudget'),
  ...notYet('metrics'),
  { ...refused('shutdown', 'stop and terminate set it, a manifest cannot'), written: text },
  ...notYet('workflowTemplateRef', 'synchronization'),
  ...needsKubernetes('it provides the volumes that are claimed', 'volumeClaimGC'),
  honoured('retryStrategy', object(retryStrategy)),
  ...needsKubernetes('there are no pods to mark', 'podMetadata'),
  ...notYet('templateDefaults', 'archiveLogs'),
  hooks,
  ...notYet('workflowMetadata', 'artifactGC'),
  ...needsKubernetes('plugins run beside an agent in a pod', 'executorPlugins'),
  ...needsKubernetes('pods have resources of their own there', 'podResources', 'resourceClaims'),
]);

export const workflow = objectType(`${ARGO}Workflow`, 'workflow', [
  honoured('kind', text),
  honoured('apiVersion', text),
  honoured('metadata', object(objectMeta), { always: {}, missing: {} }),
  honoured('spec', object(workflowSpec), { always: {}, missing: {} }),
  status,
]);
