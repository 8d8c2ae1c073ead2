import { ARGO } from './argo-names.ts';
import type { FieldType, ObjectType } from './field.ts';

const ARTIFACT_LOCATION = 'archiveLogs s3 git http artifactory hdfs raw oss gcs azure plugin';
const OF_REFERENCE =
  'SecretKeySelector ConfigMapKeySelector SecretEnvSource ConfigMapEnvSource SecretProjection';

/** Structs that others have inlined: Go's decoder names them where it tells of a field. */
const INLINED: [structs: string, inlined: string, fields: string | { but: string }][] = [
  ['ScriptTemplate', 'Container', { but: 'source' }],
  ['UserContainer', 'Container', { but: 'mirrorVolumeMounts' }],
  ['ContainerNode', 'Container', { but: 'dependencies' }],
  ['S3Artifact', 'S3Bucket', { but: 'key' }],
  ['Artifact', 'ArtifactLocation', ARTIFACT_LOCATION],
  ['ArtifactPaths', 'Artifact', { but: ARTIFACT_LOCATION }],
  ['ArtifactPaths', 'Artifact.ArtifactLocation', ARTIFACT_LOCATION],
  ['Volume', 'VolumeSource', { but: 'name' }],
  ['Probe', 'ProbeHandler', 'exec httpGet tcpSocket grpc'],
  [`${OF_REFERENCE} ConfigMapProjection ConfigMapVolumeSource`, 'LocalObjectReference', 'name'],
];

/** Texts and lists that have a type of their own in Go. */
const NAMED = new Map([
  ['Arguments.artifacts', 'v1alpha1.Artifacts'],
  ['Inputs.artifacts', 'v1alpha1.Artifacts'],
  ['Outputs.artifacts', 'v1alpha1.Artifacts'],
  ['Template.steps', '[]v1alpha1.ParallelSteps'],
  ['Template.hooks', 'v1alpha1.LifecycleHooks'],
  ['WorkflowStep.hooks', 'v1alpha1.LifecycleHooks'],
  ['WorkflowStep.withItems', '[]v1alpha1.Item'],
  ['DAGTask.withItems', '[]v1alpha1.Item'],
  ['Metrics.prometheus', '[]*v1alpha1.Prometheus'],
  ['Synchronization.mutexes', '[]*v1alpha1.Mutex'],
  ['Synchronization.semaphores', '[]*v1alpha1.SemaphoreRef'],
  ['ResourceRequirements.limits', 'v1.ResourceList'],
  ['ResourceRequirements.requests', 'v1.ResourceList'],
  ['DAGTask.hooks', 'v1alpha1.LifecycleHooks'],
  ['WorkflowSpec.hooks', 'v1alpha1.LifecycleHooks'],
  ['WorkflowSpec.shutdown', 'v1alpha1.ShutdownStrategy'],
  ['CronWorkflowSpec.concurrencyPolicy', 'v1alpha1.ConcurrencyPolicy'],
  ['RetryStrategy.retryPolicy', 'v1alpha1.RetryPolicy'],
  ['PodGC.strategy', 'v1alpha1.PodGCStrategy'],
  ['VolumeClaimGC.strategy', 'v1alpha1.VolumeClaimGCStrategy'],
  ['ArtifactGC.strategy', 'v1alpha1.ArtifactGCStrategy'],
  ['WorkflowLevelArtifactGC.strategy', 'v1alpha1.ArtifactGCStrategy'],
  ['Toleration.operator', 'v1.TolerationOperator'],
  ['Toleration.effect', 'v1.TaintEffect'],
  ['NodeSelectorRequirement.operator', 'v1.NodeSelectorOperator'],
  ['EmptyDirVolumeSource.medium', 'v1.StorageMedium'],
]);
const OF_EVERY_CONTAINER = new Map([
  ['imagePullPolicy', 'v1.PullPolicy'],
  ['terminationMessagePolicy', 'v1.TerminationMessagePolicy'],
]);

/** The name of the struct that Go has for a type. */
export function goStruct({ argoName }: ObjectType): string {
  return argoName.slice(argoName.lastIndexOf('.') + 1);
}

/** A field of a struct as Go's decoder tells of it: `image`, and of what is inlined `Container.image`. */
export function goField(struct: string, field: string): string {
  const inlined = INLINED.find(
    ([structs, , fields]) =>
      structs.split(' ').includes(struct) &&
      (typeof fields === 'string'
        ? fields.split(' ').includes(field)
        : !fields.but.split(' ').includes(field)),
  );
  return inlined === undefined ? field : `${inlined[1]}.${field}`;
}

/** The Go type of what a field holds. */
export function goFieldType(struct: string, field: string, type: FieldType): string {
  return NAMED.get(`${struct}.${field}`) ?? OF_EVERY_CONTAINER.get(field) ?? goType(type);
}

/** In a list of lists of steps Go reads maps first (ParallelSteps). */
export const STEP_TYPES = { list: '[]map[string]interface {}', object: 'map[string]interface {}' };

export function goType(type: FieldType): string {
  switch (type.kind) {
    case 'object':
      return `${type.type.argoName.startsWith(ARGO) ? 'v1alpha1' : 'v1'}.${goStruct(type.type)}`;
    case 'list':
      return `[]${goType(type.item)}`;
    case 'map':
      return `map[string]${goType(type.value)}`;
    case 'boolean':
      return 'bool';
    case 'integer':
      return `int${type.bits}`;
    case 'integerOrText':
      return 'int32';
    case 'quantity':
      return 'resource.Quantity';
    case 'anyText':
    case 'text':
    case 'time':
    case 'json':
    case 'raw':
      return 'string';
  }
}
