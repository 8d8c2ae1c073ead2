import { ARGO, META } from './argo-names.ts';
import { artifactRepositoryRef, workflowArtifactGc } from './artifact-fields.ts';
import { synchronization } from './coordination-fields.ts';
import {
  emulated,
  flag,
  honoured,
  int32,
  integer,
  json,
  list,
  map,
  needsKubernetes,
  object,
  objectType,
  optionalFlag,
  setByServer,
  text,
  time,
} from './field.ts';
import { metrics } from './metrics-fields.ts';
import { argumentsType } from './parameter-fields.ts';
import { affinityField, nodeSelectorField, tolerationsField } from './placement-fields.ts';
import {
  dnsConfig,
  executor,
  hostAlias,
  localObject,
  podGC,
  podMetadata,
  podSecurityContext,
  volumeClaimGC,
} from './pod-fields.ts';
import { status } from './status-fields.ts';
import { hooks, ONE_QUEUE, retryStrategy, SERVICE_ACCOUNT, template } from './template-fields.ts';
import { volume, volumeClaim } from './volume-fields.ts';

export const objectMeta = objectType(`${META}ObjectMeta`, 'metadata', [
  honoured('name', text),
  honoured('generateName', text),
  honoured('namespace', text),
  setByServer('selfLink', text),
  setByServer('uid', text),
  setByServer('resourceVersion', text),
  setByServer('generation', integer),
  setByServer('creationTimestamp', time),
  setByServer('deletionTimestamp', time),
  setByServer('deletionGracePeriodSeconds', integer),
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

const ttlStrategy = objectType(`${ARGO}TTLStrategy`, 'strategy', [
  honoured('secondsAfterCompletion', int32),
  honoured('secondsAfterSuccess', int32),
  honoured('secondsAfterFailure', int32),
]);

export const workflowSpec = objectType(`${ARGO}WorkflowSpec`, 'spec', [
  honoured('templates', list(object(template))),
  honoured('entrypoint', text),
  honoured('arguments', object(argumentsType), { always: {} }),
  emulated('serviceAccountName', text, SERVICE_ACCOUNT),
  emulated('automountServiceAccountToken', optionalFlag, SERVICE_ACCOUNT),
  honoured('executor', object(executor)),
  honoured('volumes', list(object(volume))),
  honoured('volumeClaimTemplates', list(object(volumeClaim))),
  honoured('parallelism', integer),
  honoured('artifactRepositoryRef', object(artifactRepositoryRef)),
  honoured('suspend', optionalFlag),
  nodeSelectorField,
  affinityField,
  tolerationsField,
  honoured('imagePullSecrets', list(object(localObject))),
  honoured('hostNetwork', optionalFlag),
  emulated('dnsPolicy', text, "containers resolve names as their agent's engine does"),
  honoured('dnsConfig', object(dnsConfig)),
  honoured('onExit', text),
  honoured('ttlStrategy', object(ttlStrategy)),
  honoured('activeDeadlineSeconds', integer),
  honoured('priority', int32),
  emulated('schedulerName', text, ONE_QUEUE),
  honoured('podGC', object(podGC)),
  emulated('podPriorityClassName', text, ONE_QUEUE),
  honoured('hostAliases', list(object(hostAlias))),
  honoured('securityContext', object(podSecurityContext)),
  honoured('podSpecPatch', text),
  emulated('podDisruptionBudget', json, 'nothing here evicts what runs'),
  metrics,
  honoured('shutdown', text),
  honoured('workflowTemplateRef', object(workflowTemplateRef)),
  synchronization,
  honoured('volumeClaimGC', object(volumeClaimGC)),
  honoured('retryStrategy', object(retryStrategy)),
  honoured('podMetadata', object(podMetadata)),
  honoured('templateDefaults', object(template)),
  honoured('archiveLogs', optionalFlag),
  hooks,
  honoured('workflowMetadata', object(workflowMetadata)),
  honoured('artifactGC', object(workflowArtifactGc)),
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
