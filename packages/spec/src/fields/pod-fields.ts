import { ARGO, CORE, META } from './argo-names.ts';
import {
  emulated,
  honoured,
  int32,
  integer,
  integerOrText,
  json,
  list,
  map,
  needsKubernetes,
  object,
  objectType,
  optionalFlag,
  refused,
  text,
} from './field.ts';

const LABELS = 'the host keeps its own';

const capabilities = objectType(`${CORE}Capabilities`, 'setting', [
  honoured('add', list(text)),
  honoured('drop', list(text)),
]);

const seccompProfile = objectType(`${CORE}SeccompProfile`, 'profile', [
  honoured('type', text, { always: '', missing: '' }),
  honoured('localhostProfile', text),
]);

/** What a container may do. */
export const securityContext = objectType(`${CORE}SecurityContext`, 'setting', [
  honoured('capabilities', object(capabilities)),
  honoured('privileged', optionalFlag),
  emulated('seLinuxOptions', json, LABELS),
  ...needsKubernetes('containers of Windows run there', 'windowsOptions'),
  honoured('runAsUser', integer),
  honoured('runAsGroup', integer),
  honoured('runAsNonRoot', optionalFlag),
  honoured('readOnlyRootFilesystem', optionalFlag),
  honoured('allowPrivilegeEscalation', optionalFlag),
  ...needsKubernetes('its kubelet mounts /proc', 'procMount'),
  honoured('seccompProfile', object(seccompProfile)),
  emulated('appArmorProfile', json, LABELS),
]);

const sysctl = objectType(`${CORE}Sysctl`, 'setting', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text, { always: '', missing: '' }),
]);

/** What the containers of a pod may do. */
export const podSecurityContext = objectType(`${CORE}PodSecurityContext`, 'setting', [
  emulated('seLinuxOptions', json, LABELS),
  ...needsKubernetes('containers of Windows run there', 'windowsOptions'),
  honoured('runAsUser', integer),
  honoured('runAsGroup', integer),
  honoured('runAsNonRoot', optionalFlag),
  honoured('supplementalGroups', list(integer)),
  emulated('supplementalGroupsPolicy', text, 'groups of the image and of the manifest are merged'),
  honoured('fsGroup', integer),
  honoured('sysctls', list(object(sysctl))),
  emulated('fsGroupChangePolicy', text, 'new volumes alone get the group'),
  honoured('seccompProfile', object(seccompProfile)),
  emulated('appArmorProfile', json, LABELS),
  emulated('seLinuxChangePolicy', text, LABELS),
]);

const execAction = objectType(`${CORE}ExecAction`, 'action', [honoured('command', list(text))]);

const httpHeader = objectType(`${CORE}HTTPHeader`, 'header', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text, { always: '', missing: '' }),
]);

const httpGetAction = objectType(`${CORE}HTTPGetAction`, 'action', [
  honoured('path', text),
  honoured('port', integerOrText, { always: 0, missing: 0 }),
  honoured('host', text),
  honoured('scheme', text),
  honoured('httpHeaders', list(object(httpHeader))),
]);

const tcpSocketAction = objectType(`${CORE}TCPSocketAction`, 'action', [
  honoured('port', integerOrText, { always: 0, missing: 0 }),
  honoured('host', text),
]);

const grpcAction = objectType(`${CORE}GRPCAction`, 'action', [
  honoured('port', int32, { always: 0, missing: 0 }),
  honoured('service', text, { always: null }),
]);

const sleepAction = objectType(`${CORE}SleepAction`, 'action', [
  honoured('seconds', integer, { always: 0, missing: 0 }),
]);

const lifecycleHandler = objectType(`${CORE}LifecycleHandler`, 'action', [
  honoured('exec', object(execAction)),
  honoured('httpGet', object(httpGetAction)),
  refused('tcpSocket', 'Kubernetes does not run it either: use exec or httpGet'),
  honoured('sleep', object(sleepAction)),
]);

/** A question that is put to a container again and again. */
export const probe = objectType(`${CORE}Probe`, 'probe', [
  honoured('exec', object(execAction)),
  honoured('httpGet', object(httpGetAction)),
  honoured('tcpSocket', object(tcpSocketAction)),
  honoured('grpc', object(grpcAction)),
  honoured('initialDelaySeconds', int32),
  honoured('timeoutSeconds', int32),
  honoured('periodSeconds', int32),
  honoured('successThreshold', int32),
  honoured('failureThreshold', int32),
  honoured('terminationGracePeriodSeconds', integer),
]);

/** What is done at the beginning and the end of a container. */
export const lifecycle = objectType(`${CORE}Lifecycle`, 'setting', [
  honoured('postStart', object(lifecycleHandler)),
  honoured('preStop', object(lifecycleHandler)),
  honoured('stopSignal', text),
]);

export const containerPort = objectType(`${CORE}ContainerPort`, 'port', [
  honoured('name', text),
  emulated('hostPort', int32, 'no port of the host is taken'),
  honoured('containerPort', int32, { always: 0, missing: 0 }),
  honoured('protocol', text),
  emulated('hostIP', text, 'no port of the host is taken'),
]);

export const hostAlias = objectType(`${CORE}HostAlias`, 'alias', [
  honoured('ip', text, { always: '', missing: '' }),
  honoured('hostnames', list(text)),
]);

const dnsOption = objectType(`${CORE}PodDNSConfigOption`, 'option', [
  honoured('name', text),
  honoured('value', text),
]);

export const dnsConfig = objectType(`${CORE}PodDNSConfig`, 'setting', [
  honoured('nameservers', list(text)),
  honoured('searches', list(text)),
  honoured('options', list(object(dnsOption))),
]);

export const localObject = objectType(`${CORE}LocalObjectReference`, 'reference', [honoured('name', text)]);

/** Labels and annotations of a pod: the container carries them. */
export const podMetadata = objectType(`${ARGO}Metadata`, 'metadata', [
  honoured('annotations', map(text)),
  honoured('labels', map(text)),
]);

export const executor = objectType(`${ARGO}ExecutorConfig`, 'setting', [
  emulated('serviceAccountName', text, 'the agent is the executor'),
]);

const labelRequirement = objectType(`${META}LabelSelectorRequirement`, 'requirement', [
  honoured('key', text, { always: '', missing: '' }),
  honoured('operator', text, { always: '', missing: '' }),
  honoured('values', list(text)),
]);

const labelSelector = objectType(`${META}LabelSelector`, 'selector', [
  honoured('matchLabels', map(text)),
  honoured('matchExpressions', list(object(labelRequirement))),
]);

const GONE = 'containers go when their end has been reported';

export const podGC = objectType(`${ARGO}PodGC`, 'setting', [
  emulated('strategy', text, GONE),
  emulated('labelSelector', object(labelSelector), GONE),
  emulated('deleteDelayDuration', text, GONE),
]);

export const volumeClaimGC = objectType(`${ARGO}VolumeClaimGC`, 'setting', [honoured('strategy', text)]);
