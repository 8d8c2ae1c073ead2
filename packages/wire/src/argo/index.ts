export {
  ClusterWorkflowTemplateServiceClient,
  ClusterWorkflowTemplateServiceService,
} from '../gen/argo/clusterworkflowtemplate.ts';
export {
  type CreateCronWorkflowRequest,
  CronWorkflowServiceService,
  type DeleteCronWorkflowRequest,
  type GetCronWorkflowRequest,
  type LintCronWorkflowRequest,
  type ListCronWorkflowsRequest,
  type UpdateCronWorkflowRequest,
} from '../gen/argo/cronworkflow.ts';
export {
  type CollectEventRequest,
  type CollectEventResponse,
  type GetInfoRequest,
  type GetUserInfoRequest,
  type GetUserInfoResponse,
  type GetVersionRequest,
  type InfoResponse,
  InfoServiceClient,
  type InfoServiceServer,
  InfoServiceService,
} from '../gen/argo/info.ts';
export {
  SyncConfigType,
  type SyncLimitResponse,
  SyncServiceClient,
  SyncServiceService,
} from '../gen/argo/sync.ts';
export { Version, Workflow, WorkflowList } from '../gen/argo/v1alpha1/workflow.ts';
export {
  type LogEntry,
  type WatchEventsRequest,
  type WatchWorkflowsRequest,
  type WorkflowCreateRequest,
  type WorkflowDeleteRequest,
  type WorkflowDeleteResponse,
  type WorkflowGetRequest,
  type WorkflowLintRequest,
  type WorkflowListRequest,
  type WorkflowLogRequest,
  type WorkflowResubmitRequest,
  type WorkflowResumeRequest,
  type WorkflowRetryRequest,
  WorkflowServiceClient,
  type WorkflowServiceServer,
  WorkflowServiceService,
  type WorkflowSetRequest,
  type WorkflowStopRequest,
  type WorkflowSubmitRequest,
  type WorkflowSuspendRequest,
  type WorkflowTerminateRequest,
  type WorkflowWatchEvent,
} from '../gen/argo/workflow.ts';
export {
  ArchivedWorkflowServiceClient,
  ArchivedWorkflowServiceService,
  type ListArchivedWorkflowLabelValuesRequest,
  type ListArchivedWorkflowsRequest,
} from '../gen/argo/workflowarchive.ts';
export {
  WorkflowTemplateServiceClient,
  WorkflowTemplateServiceService,
} from '../gen/argo/workflowtemplate.ts';
export { ARGO_DESCRIPTOR_SET } from '../gen/descriptor-sets.ts';
export type { PodLogOptions } from '../gen/k8s/core/v1/pod.ts';
export type { Event } from '../gen/k8s/core/v1/reference.ts';
export type { ListOptions } from '../gen/k8s/meta/v1/meta.ts';
export { WireError, type WireErrorCode } from '../wire-error.ts';
export {
  CRON_WORKFLOW_TYPE,
  type CronWorkflowMessage,
  type CronWorkflowPage,
  cronWorkflowFromMessage,
  cronWorkflowListFromMessage,
  cronWorkflowListToMessage,
  cronWorkflowToMessage,
} from './cron-workflow-message.ts';
export { type FromJsonOptions, type FromJsonResult, fromArgoJson, type JsonProblem } from './from-json.ts';
export { argoJsonText } from './json-text.ts';
export { isArgoType } from './message-shape.ts';
export {
  type TemplateListMessage,
  type TemplateMessage,
  type TemplatePage,
  templateFromMessage,
  templateListFromMessage,
  templateListToMessage,
  templateToMessage,
  templateTypeName,
} from './template-message.ts';
export { toArgoJson } from './to-json.ts';
export { type UnknownField, unknownFieldsOf } from './unknown-fields.ts';
export {
  SUBMIT_OPTS_TYPE,
  WORKFLOW_LIST_TYPE,
  WORKFLOW_TYPE,
  type WorkflowPage,
  workflowFromMessage,
  workflowListFromMessage,
  workflowListToMessage,
  workflowToMessage,
} from './workflow-message.ts';
