export { numberText } from './any-string.ts';
export { cronWorkflowStatus } from './cron/cron-workflow-status.ts';
export { type CronSchedule, isTimezone, parseSchedule, type ScheduleResult } from './cron/parse-schedule.ts';
export { type DecodeResult, decodeWorkflow } from './decode.ts';
export { decodeArtifactRepository } from './decode-artifact-repository.ts';
export { decodeCronWorkflow } from './decode-cron-workflow.ts';
export { decodePodSpec, type PodSpec } from './decode-pod-spec.ts';
export {
  decodeWorkflowTemplate,
  encodeWorkflowTemplate,
  type TemplateKind,
  templateKindOf,
} from './decode-workflow-template.ts';
export {
  type DependsLogic,
  dependsTasks,
  evaluateDepends,
  isTaskResult,
  type TaskResult,
} from './depends/depends-logic.ts';
export { type DependsResult, parseDepends } from './depends/parse-depends.ts';
export { encodeWorkflow } from './encode.ts';
export { mergeWorkflowSpecs } from './merge/merge-workflow-specs.ts';
export { withTaskNames } from './merge/task-names.ts';
export { withTemplateDefaults } from './merge/template-defaults.ts';
export { fnv1a32, nodeId, podName } from './node-id.ts';
export {
  configMapTexts,
  decodeConfigMap,
  decodeSecret,
  type ObjectResult,
} from './objects/decode-data-object.ts';
export { dataKeyProblem, isObjectName, MAX_DATA_BYTES } from './objects/object-limits.ts';
export { isLeaf, podContainer, runsPod } from './pod-container.ts';
export { formatPath, type PathSegment, type Problem, problemText, quoted } from './problem.ts';
export { isQuantity, parseQuantity } from './quantity.ts';
export { canBecome, isOpen } from './resolve/name-pattern.ts';
export { possibleReferences } from './resolve/reference-values.ts';
export { type ResolvedTemplates, resolveTemplates } from './resolve/resolve-templates.ts';
export { type AbsentTemplate, storedTemplateKey } from './resolve/stored-templates.ts';
export {
  EMPTY_LIBRARY,
  type TemplateLibrary,
  TemplateShelf,
  templateNamed,
} from './resolve/template-library.ts';
export { isTimeText } from './time-text.ts';
export type * from './types/artifact.ts';
export { MAIN_LOGS } from './types/artifact.ts';
export type * from './types/container.ts';
export type * from './types/coordination.ts';
export type * from './types/cron-workflow.ts';
export type * from './types/data-template.ts';
export type * from './types/environment.ts';
export type * from './types/http-template.ts';
export type * from './types/kubernetes-objects.ts';
export type * from './types/metadata.ts';
export type * from './types/metrics.ts';
export type * from './types/parameters.ts';
export type * from './types/placement.ts';
export type * from './types/pod.ts';
export type * from './types/template.ts';
export type * from './types/template-ref.ts';
export type * from './types/volume.ts';
export type * from './types/workflow.ts';
export type * from './types/workflow-template.ts';
export {
  isGenerateName,
  isWorkflowName,
  MAX_WORKFLOW_NAME,
  randomNameSuffix,
  workflowName,
} from './workflow-name.ts';
export { parseYaml, withLocations, type YamlDocument } from './yaml/parse.ts';
