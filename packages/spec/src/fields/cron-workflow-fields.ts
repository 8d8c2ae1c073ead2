import { ARGO } from './argo-names.ts';
import { flag, honoured, int32, integer, list, object, objectType, setByServer, text } from './field.ts';
import { objectMeta, workflowSpec } from './workflow-fields.ts';

const stopStrategy = objectType(`${ARGO}StopStrategy`, 'strategy', [
  honoured('expression', text, { always: '', missing: '' }),
]);

const cronWorkflowSpec = objectType(`${ARGO}CronWorkflowSpec`, 'spec', [
  honoured('workflowSpec', object(workflowSpec), { always: {}, missing: {} }),
  honoured('concurrencyPolicy', text),
  honoured('suspend', flag),
  honoured('startingDeadlineSeconds', integer),
  honoured('successfulJobsHistoryLimit', int32),
  honoured('failedJobsHistoryLimit', int32),
  honoured('timezone', text),
  honoured('workflowMetadata', object(objectMeta)),
  honoured('stopStrategy', object(stopStrategy)),
  honoured('schedules', list(text), { always: [], missing: [] }),
  honoured('when', text),
]);

export const cronWorkflow = objectType(`${ARGO}CronWorkflow`, 'cron workflow', [
  honoured('kind', text),
  honoured('apiVersion', text),
  honoured('metadata', object(objectMeta), { always: {}, missing: {} }),
  honoured('spec', object(cronWorkflowSpec), { always: {}, missing: {} }),
  setByServer('status'),
]);
