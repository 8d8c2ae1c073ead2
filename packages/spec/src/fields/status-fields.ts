import { ARGO } from './argo-names.ts';
import { artifacts } from './artifact-fields.ts';
import {
  memoizationStatus,
  synchronizationStatus,
  workflowSynchronizationStatus,
} from './coordination-fields.ts';
import {
  flag,
  honoured,
  integer,
  list,
  map,
  notYet,
  object,
  objectType,
  raw,
  setByServer,
  text,
} from './field.ts';
import { inputs, parameters } from './parameter-fields.ts';
import { template, templateRefField } from './template-fields.ts';

/** What a node put out. */
const nodeOutputs = objectType(`${ARGO}Outputs`, 'output', [
  parameters,
  artifacts,
  honoured('result', raw),
  honoured('exitCode', raw),
]);

const nodeFlag = objectType(`${ARGO}NodeFlag`, 'flag', [honoured('hooked', raw), honoured('retried', raw)]);

/** Times are null until they are known; Argo writes them all the same. */
const time = (name: string) => honoured(name, raw, { always: null });

const nodeStatus = objectType(`${ARGO}NodeStatus`, 'node', [
  honoured('id', text, { always: '' }),
  honoured('name', text, { always: '' }),
  honoured('displayName', text),
  honoured('type', text, { always: '' }),
  honoured('templateName', text),
  templateRefField,
  honoured('templateScope', text),
  honoured('phase', text),
  honoured('boundaryID', text),
  honoured('message', text),
  time('startedAt'),
  time('finishedAt'),
  ...notYet('estimatedDuration'),
  honoured('progress', text),
  honoured('resourcesDuration', map(integer)),
  honoured('podIP', text),
  honoured('daemoned', flag),
  honoured('nodeFlag', object(nodeFlag)),
  honoured('inputs', object(inputs)),
  honoured('outputs', object(nodeOutputs)),
  honoured('children', list(text)),
  honoured('outboundNodes', list(text)),
  honoured('hostNodeName', text),
  memoizationStatus,
  synchronizationStatus,
  ...notYet('taskResultSynced', 'failedPodRestarts'),
  ...notYet('restartingPodUID'),
]);

const condition = objectType(`${ARGO}Condition`, 'condition', [
  honoured('type', text),
  honoured('status', text),
  honoured('message', text),
]);

/** Only written, never read: a manifest's status is dropped. */
export const workflowStatus = objectType(`${ARGO}WorkflowStatus`, 'status', [
  honoured('phase', text),
  time('startedAt'),
  time('finishedAt'),
  honoured('estimatedDuration', integer),
  honoured('progress', text),
  honoured('message', text),
  ...notYet('compressedNodes'),
  honoured('nodes', map(object(nodeStatus))),
  ...notYet('offloadNodeStatusVersion'),
  honoured('storedTemplates', map(object(template))),
  ...notYet('persistentVolumeClaims'),
  honoured('outputs', object(nodeOutputs)),
  honoured('conditions', list(object(condition))),
  honoured('resourcesDuration', map(integer)),
  honoured('storedWorkflowTemplateSpec', raw),
  workflowSynchronizationStatus,
  honoured('artifactRepositoryRef', raw),
  honoured('artifactGCStatus', raw),
  ...notYet('taskResultsCompletionStatus'),
]);

export const status = setByServer('status', object(workflowStatus), {});
