import { CORE, META } from './argo-names.ts';
import {
  emulated,
  flag,
  honoured,
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
} from './field.ts';

const keyToPath = objectType(`${CORE}KeyToPath`, 'item', [
  honoured('key', text, { always: '', missing: '' }),
  honoured('path', text, { always: '', missing: '' }),
  honoured('mode', integer),
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
  honoured('defaultMode', integer),
  honoured('optional', optionalFlag),
]);

const claim = objectType(`${CORE}PersistentVolumeClaimVolumeSource`, 'source', [
  honoured('claimName', text, { always: '', missing: '' }),
  honoured('readOnly', flag),
]);

const configMap = objectType(`${CORE}ConfigMapVolumeSource`, 'source', [
  honoured('name', text),
  items,
  honoured('defaultMode', integer),
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

const projection = objectType(`${CORE}VolumeProjection`, 'source', [
  honoured('secret', object(secretProjection)),
  ...needsKubernetes('pods have fields there', 'downwardAPI'),
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
  honoured('defaultMode', integer),
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
  ...needsKubernetes('pods have fields there', 'downwardAPI'),
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
  ...needsKubernetes("it is put together from the pod's fields", 'subPathExpr'),
]);

const claimMeta = objectType(`${META}ObjectMeta`, 'metadata', [
  honoured('name', text),
  honoured('generateName', text),
  honoured('namespace', text),
  ...['selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp'].map(
    (name) => emulated(name, json, 'nobody reads it'),
  ),
  emulated('deletionGracePeriodSeconds', json, 'nobody reads it'),
  emulated('labels', map(text), 'nobody reads it'),
  emulated('annotations', map(text), 'nobody reads it'),
  emulated('ownerReferences', json, 'nobody reads it'),
  emulated('finalizers', json, 'nobody reads it'),
  emulated('managedFields', json, 'nobody reads it'),
]);

const LOCAL = "each claim is a volume of the agent's engine, on its disk";

const claimSpec = objectType(`${CORE}PersistentVolumeClaimSpec`, 'spec', [
  emulated('accessModes', list(text), LOCAL),
  emulated('selector', json, LOCAL),
  emulated('resources', json, LOCAL, { always: {} }),
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
  emulated('status', json, 'nobody reads it', { always: {} }),
]);
