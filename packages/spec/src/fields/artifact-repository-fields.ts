import { ARGO } from './argo-names.ts';
import { NO_DRIVER } from './artifact-fields.ts';
import { s3Bucket } from './artifact-parts.ts';
import { honoured, object, objectType, optionalFlag, refused, text } from './field.ts';

const s3Repository = objectType(`${ARGO}S3ArtifactRepository`, 'repository', [
  ...s3Bucket,
  honoured('keyFormat', text),
  honoured('keyPrefix', text),
]);

/** Where the artifacts of a workflow go: one key of a ConfigMap. */
export const artifactRepository = objectType(`${ARGO}ArtifactRepository`, 'repository', [
  honoured('archiveLogs', optionalFlag),
  honoured('s3', object(s3Repository)),
  refused('artifactory', NO_DRIVER),
  refused('hdfs', NO_DRIVER),
  refused('oss', NO_DRIVER),
  refused('gcs', NO_DRIVER),
  refused('azure', NO_DRIVER),
  refused('plugin', 'there are no artifact plugins: use s3 or the built-in store'),
]);
