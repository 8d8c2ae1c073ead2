import { ARGO } from './argo-names.ts';
import { archiveLocation } from './artifact-fields.ts';
import { container, containerSet, script, userContainer } from './container-fields.ts';
import { memoize, synchronization } from './coordination-fields.ts';
import { data } from './data-fields.ts';
import {
  emulated,
  type Field,
  flag,
  honoured,
  integer,
  integerOrText,
  json,
  lazyObject,
  list,
  map,
  needsKubernetes,
  object,
  objectType,
  optionalFlag,
  text,
} from './field.ts';
import { http } from './http-fields.ts';
import { metrics } from './metrics-fields.ts';
import { argumentsType, inputs, outputs } from './parameter-fields.ts';
import { affinityField, nodeSelectorField, tolerationsField } from './placement-fields.ts';
import { executor, hostAlias, podMetadata, podSecurityContext } from './pod-fields.ts';
import { volume } from './volume-fields.ts';

const templateRef = objectType(`${ARGO}TemplateRef`, 'reference', [
  honoured('name', text),
  honoured('template', text),
  honoured('clusterScope', flag),
]);

export const templateRefField = honoured('templateRef', object(templateRef));

const lifecycleHook = objectType(`${ARGO}LifecycleHook`, 'hook', [
  honoured('template', text),
  honoured('arguments', object(argumentsType), { always: {} }),
  templateRefField,
  honoured('expression', text),
]);

export const hooks = honoured('hooks', map(object(lifecycleHook)));

/** What a step and a DAG task begin with; a task's dependencies stand between the two halves. */
const call: Field[] = [
  honoured('name', text, { missing: '' }),
  honoured('template', text),
  honoured(
    'inline',
    lazyObject(() => template),
  ),
  honoured('arguments', object(argumentsType), { always: {} }),
  templateRefField,
];

const sequence = objectType(`${ARGO}Sequence`, 'sequence', [
  honoured('count', integerOrText),
  honoured('start', integerOrText),
  honoured('end', integerOrText),
  honoured('format', text),
]);

const loops: Field[] = [
  honoured('withItems', list(json)),
  honoured('withParam', text),
  honoured('withSequence', object(sequence)),
];

const continueOn = objectType(`${ARGO}ContinueOn`, 'setting', [
  honoured('error', flag),
  honoured('failed', flag),
]);

const workflowStep = objectType(`${ARGO}WorkflowStep`, 'step', [
  ...call,
  ...loops,
  honoured('when', text),
  honoured('continueOn', object(continueOn)),
  honoured('onExit', text),
  hooks,
]);

const dagTask = objectType(`${ARGO}DAGTask`, 'task', [
  ...call,
  honoured('dependencies', list(text)),
  ...loops,
  honoured('when', text),
  honoured('continueOn', object(continueOn)),
  honoured('onExit', text),
  honoured('depends', text),
  hooks,
]);

const dagTemplate = objectType(`${ARGO}DAGTemplate`, 'DAG', [
  honoured('target', text),
  honoured('tasks', list(object(dagTask)), { always: [], missing: [] }),
  honoured('failFast', optionalFlag),
]);

const backoff = objectType(`${ARGO}Backoff`, 'backoff', [
  honoured('duration', text),
  honoured('factor', integerOrText),
  honoured('maxDuration', text),
  honoured('cap', text),
]);

const retryAffinity = objectType(`${ARGO}RetryAffinity`, 'affinity', [
  honoured('nodeAntiAffinity', object(objectType(`${ARGO}RetryNodeAntiAffinity`, 'affinity', []))),
]);

export const retryStrategy = objectType(`${ARGO}RetryStrategy`, 'strategy', [
  honoured('limit', integerOrText),
  honoured('retryPolicy', text),
  honoured('backoff', object(backoff)),
  honoured('affinity', object(retryAffinity)),
  honoured('expression', text),
]);

const suspend = objectType(`${ARGO}SuspendTemplate`, 'suspend', [honoured('duration', text)]);

export const SERVICE_ACCOUNT = 'there are no accounts: what runs here has no rights to be given';
export const ONE_QUEUE = 'agents take tasks in the order in which they come';

export const template = objectType(`${ARGO}Template`, 'template', [
  honoured('name', text, { missing: '' }),
  honoured('inputs', object(inputs), { always: {} }),
  honoured('outputs', object(outputs), { always: {} }),
  nodeSelectorField,
  affinityField,
  honoured('metadata', object(podMetadata), { always: {} }),
  honoured('daemon', optionalFlag),
  honoured('steps', list(list(object(workflowStep)))),
  honoured('container', object(container)),
  honoured('containerSet', object(containerSet)),
  honoured('script', object(script)),
  ...needsKubernetes('it makes and changes its objects', 'resource'),
  honoured('dag', object(dagTemplate)),
  honoured('suspend', object(suspend)),
  honoured('data', object(data)),
  honoured('http', object(http)),
  ...needsKubernetes('plugins run beside an agent in a pod', 'plugin'),
  honoured('volumes', list(object(volume))),
  honoured('initContainers', list(object(userContainer))),
  honoured('sidecars', list(object(userContainer))),
  archiveLocation,
  honoured('activeDeadlineSeconds', integerOrText),
  honoured('retryStrategy', object(retryStrategy)),
  honoured('parallelism', integer),
  honoured('failFast', optionalFlag),
  tolerationsField,
  emulated('schedulerName', text, ONE_QUEUE),
  emulated('priorityClassName', text, ONE_QUEUE),
  emulated('serviceAccountName', text, SERVICE_ACCOUNT),
  emulated('automountServiceAccountToken', optionalFlag, SERVICE_ACCOUNT),
  honoured('executor', object(executor)),
  honoured('hostAliases', list(object(hostAlias))),
  honoured('securityContext', object(podSecurityContext)),
  honoured('podSpecPatch', text),
  metrics,
  synchronization,
  memoize,
  honoured('timeout', text),
  honoured('annotations', map(text)),
  honoured('pendingTimeout', text),
  ...needsKubernetes('pods have resources of their own there', 'podResources', 'resourceClaims'),
]);
