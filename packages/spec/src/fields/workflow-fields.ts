import { ARGO, META } from './argo-names.ts';
import { artifactRepositoryRef } from './artifact-fields.ts';
import {
  flag,
  honoured,
  integer,
  list,
  map,
  needsKubernetes,
  notYet,
  object,
  objectType,
  optionalFlag,
  setByServer,
  text,
} from './field.ts';
import { metrics } from './metrics-fields.ts';
import { argumentsType } from './parameter-fields.ts';
import { affinityField, nodeSelectorField, tolerationsField } from './placement-fields.ts';
import { status } from './status-fields.ts';
import { hooks, retryStrategy, template } from './template-fields.ts';

export const objectMeta = objectType(`${META}ObjectMeta`, 'metadata', [
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

const workflowTemplateRef = objectType(`${ARGO}WorkflowTemplateRef`, 'reference', [
  honoured('name', text),
  honoured('clusterScope', flag),
]);

const labelValueFrom = objectType(`${ARGO}LabelValueFrom`, 'source', [
  honoured('expression', text, { always: '' }),
]);

const workflowMetadata = objectType(`${ARGO}WorkflowMetadata`, 'metadata', [
  honoured('labels', map(text)),
  honoured('annotations', map(text)),
  honoured('labelsFrom', map(object(labelValueFrom))),
]);

export const workflowSpec = objectType(`${ARGO}WorkflowSpec`, 'spec', [
  honoured('templates', list(object(template))),
  honoured('entrypoint', text),
  honoured('arguments', object(argumentsType), { always: {} }),
  ...needsKubernetes('service accounts are its own', 'serviceAccountName', 'automountServiceAccountToken'),
  ...needsKubernetes('service accounts are its own', 'executor'),
  ...notYet('volumes'),
  ...needsKubernetes('it provides the volumes that are claimed', 'volumeClaimTemplates'),
  honoured('parallelism', integer),
  honoured('artifactRepositoryRef', object(artifactRepositoryRef)),
  honoured('suspend', optionalFlag),
  nodeSelectorField,
  affinityField,
  tolerationsField,
  ...notYet('imagePullSecrets', 'hostNetwork'),
  ...needsKubernetes('its pods have a DNS of their own', 'dnsPolicy', 'dnsConfig'),
  honoured('onExit', text),
  ...notYet('ttlStrategy'),
  honoured('activeDeadlineSeconds', integer),
  honoured('priority', integer),
  ...needsKubernetes('its scheduler places pods by it', 'schedulerName'),
  ...needsKubernetes('there are no pods to collect', 'podGC'),
  ...needsKubernetes('its scheduler places pods by it', 'podPriorityClassName'),
  ...notYet('hostAliases', 'securityContext'),
  ...needsKubernetes('there are no pods to patch', 'podSpecPatch'),
  ...needsKubernetes('it evicts pods', 'podDisruptionBudget'),
  metrics,
  honoured('shutdown', text),
  honoured('workflowTemplateRef', object(workflowTemplateRef)),
  ...notYet('synchronization'),
  ...needsKubernetes('it provides the volumes that are claimed', 'volumeClaimGC'),
  honoured('retryStrategy', object(retryStrategy)),
  ...needsKubernetes('there are no pods to mark', 'podMetadata'),
  honoured('templateDefaults', object(template)),
  honoured('archiveLogs', optionalFlag),
  hooks,
  honoured('workflowMetadata', object(workflowMetadata)),
  ...notYet('artifactGC'),
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

const ofTemplates = [
  honoured('kind', text),
  honoured('apiVersion', text),
  honoured('metadata', object(objectMeta), { always: {}, missing: {} }),
  honoured('spec', object(workflowSpec), { always: {}, missing: {} }),
];

export const workflowTemplate = objectType(`${ARGO}WorkflowTemplate`, 'workflow template', ofTemplates);

export const clusterWorkflowTemplate = objectType(
  `${ARGO}ClusterWorkflowTemplate`,
  'cluster workflow template',
  ofTemplates,
);
