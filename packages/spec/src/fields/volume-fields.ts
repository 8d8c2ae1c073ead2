import { CORE, META } from './argo-names.ts';
import { objectFieldSelector, resourceFieldSelector } from './environment-fields.ts';
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
  quantity,
  text,
  time,
} from './field.ts';

const keyToPath = objectType(`${CORE}KeyToPath`, 'item', [
  honoured('key', text, { always: '', missing: '' }),
  honoured('path', text, { always: '', missing: '' }),
  honoured('mode', int32),
]);

const items = honoured('items', list(object(keyToPath)));

const hostPath = objectType(`${CORE}HostPathVolumeSource`, 'source', [
  honoured('path', text, { always: '', missing: '' }),
  honoured('type', text),
]);

const emptyDir = objectType(`${CORE}EmptyDirVolumeSource`, 'source', [
  honoured('medium', text),
  emulated('sizeLimit', quantity, 'it limits volumes in memory, not those on disk'),
]);

const secret = objectType(`${CORE}SecretVolumeSource`, 'source', [
  honoured('secretName', text),
  items,
  honoured('defaultMode', int32),
  honoured('optional', optionalFlag),
]);

const claim = objectType(`${CORE}PersistentVolumeClaimVolumeSource`, 'source', [
  honoured('claimName', text, { always: '', missing: '' }),
  honoured('readOnly', flag),
]);

const configMap = objectType(`${CORE}ConfigMapVolumeSource`, 'source', [
  honoured('name', text),
  items,
  honoured('defaultMode', int32),
  honoured('optional', optionalFlag),
]);

const secretProjection = objectType(`${CORE}SecretProjection`, 'source', [
  honoured('name', text),
  items,
  honoured('optional', optionalFlag),
]);

const configMapProjection = objectType(`${CORE}ConfigMapProjection`, 'source', [
  honoured('name', text),
  items,
  honoured('optional', optionalFlag),
]);

const downwardFile = objectType(`${CORE}DownwardAPIVolumeFile`, 'file', [
  honoured('path', text, { always: '', missing: '' }),
  honoured('fieldRef', object(objectFieldSelector)),
  honoured('resourceFieldRef', object(resourceFieldSelector)),
  honoured('mode', int32),
]);

const downwardProjection = objectType(`${CORE}DownwardAPIProjection`, 'source', [
  honoured('items', list(object(downwardFile))),
]);

const downwardAPI = objectType(`${CORE}DownwardAPIVolumeSource`, 'source', [
  honoured('items', list(object(downwardFile))),
  honoured('defaultMode', int32),
]);

const projection = objectType(`${CORE}VolumeProjection`, 'source', [
  honoured('secret', object(secretProjection)),
  honoured('downwardAPI', object(downwardProjection)),
  honoured('configMap', object(configMapProjection)),
  ...needsKubernetes(
    'its server signs tokens',
    'serviceAccountToken',
    'clusterTrustBundle',
    'podCertificate',
  ),
]);

const projected = objectType(`${CORE}ProjectedVolumeSource`, 'source', [
  honoured('sources', list(object(projection))),
  honoured('defaultMode', int32),
]);

const DRIVERS = 'its volume drivers attach disks and shares';

/** A volume of a pod. */
export const volume = objectType(`${CORE}Volume`, 'volume', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('hostPath', object(hostPath)),
  honoured('emptyDir', object(emptyDir)),
  ...needsKubernetes(DRIVERS, 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo'),
  honoured('secret', object(secret)),
  ...needsKubernetes(DRIVERS, 'nfs', 'iscsi', 'glusterfs'),
  honoured('persistentVolumeClaim', object(claim)),
  ...needsKubernetes(DRIVERS, 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker'),
  honoured('downwardAPI', object(downwardAPI)),
  ...needsKubernetes(DRIVERS, 'fc', 'azureFile'),
  honoured('configMap', object(configMap)),
  ...needsKubernetes(DRIVERS, 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk'),
  honoured('projected', object(projected)),
  ...needsKubernetes(DRIVERS, 'portworxVolume', 'scaleIO', 'storageos', 'csi', 'ephemeral', 'image'),
]);

/** Where a container sees a volume. */
export const volumeMount = objectType(`${CORE}VolumeMount`, 'mount', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('readOnly', flag),
  emulated('recursiveReadOnly', text, 'nothing is mounted below a mount'),
  honoured('mountPath', text, { always: '', missing: '' }),
  honoured('subPath', text),
  emulated('mountPropagation', text, 'no mount is passed on'),
  honoured('subPathExpr', text),
]);

const UNREAD = 'nobody reads it';

const claimMeta = objectType(`${META}ObjectMeta`, 'metadata', [
  honoured('name', text),
  honoured('generateName', text),
  honoured('namespace', text),
  ...['selfLink', 'uid', 'resourceVersion'].map((name) => emulated(name, text, UNREAD)),
  emulated('generation', integer, UNREAD),
  ...['creationTimestamp', 'deletionTimestamp'].map((name) => emulated(name, time, UNREAD)),
  emulated('deletionGracePeriodSeconds', integer, UNREAD),
  emulated('labels', map(text), UNREAD),
  emulated('annotations', map(text), UNREAD),
  emulated('ownerReferences', json, UNREAD),
  emulated('finalizers', json, UNREAD),
  emulated('managedFields', json, UNREAD),
]);

const LOCAL = "each claim is a volume of the agent's engine, on its disk";

const claimResources = objectType(`${CORE}VolumeResourceRequirements`, 'requirement', [
  emulated('limits', map(quantity), LOCAL),
  emulated('requests', map(quantity), LOCAL),
]);

const claimSpec = objectType(`${CORE}PersistentVolumeClaimSpec`, 'spec', [
  emulated('accessModes', list(text), LOCAL),
  emulated('selector', json, LOCAL),
  emulated('resources', object(claimResources), LOCAL, { always: {} }),
  emulated('volumeName', text, LOCAL),
  emulated('storageClassName', text, LOCAL),
  emulated('volumeMode', text, LOCAL),
  ...needsKubernetes('its volume drivers copy volumes', 'dataSource', 'dataSourceRef'),
  emulated('volumeAttributesClassName', text, LOCAL),
]);

/** A claim that a workflow makes for itself. */
export const volumeClaim = objectType(`${CORE}PersistentVolumeClaim`, 'claim', [
  honoured('metadata', object(claimMeta), { always: {} }),
  honoured('spec', object(claimSpec), { always: {} }),
  emulated('status', json, UNREAD, { always: {} }),
]);
