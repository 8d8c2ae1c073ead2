import { ARGO } from './argo-names.ts';
import { archiveStrategy, s3Bucket, secretKeySelector } from './artifact-parts.ts';
import {
  emulated,
  type Field,
  flag,
  honoured,
  int32,
  integer,
  list,
  object,
  objectType,
  optionalFlag,
  refused,
  setByServer,
  text,
} from './field.ts';
import { podMetadata as podMetadataType } from './pod-fields.ts';

const s3 = objectType(`${ARGO}S3Artifact`, 'location', [...s3Bucket, honoured('key', text)]);

const header = objectType(`${ARGO}Header`, 'header', [
  honoured('name', text, { always: '', missing: '' }),
  honoured('value', text, { always: '', missing: '' }),
]);

const basicAuth = objectType(`${ARGO}BasicAuth`, 'login', [
  honoured('usernameSecret', object(secretKeySelector)),
  honoured('passwordSecret', object(secretKeySelector)),
]);

const clientCert = objectType(`${ARGO}ClientCertAuth`, 'login', [
  honoured('clientCertSecret', object(secretKeySelector)),
  honoured('clientKeySecret', object(secretKeySelector)),
]);

const endpointParam = objectType(`${ARGO}OAuth2EndpointParam`, 'parameter', [
  honoured('key', text, { always: '', missing: '' }),
  honoured('value', text),
]);

const oauth2 = objectType(`${ARGO}OAuth2Auth`, 'login', [
  honoured('clientIDSecret', object(secretKeySelector)),
  honoured('clientSecretSecret', object(secretKeySelector)),
  honoured('tokenURLSecret', object(secretKeySelector)),
  honoured('scopes', list(text)),
  honoured('endpointParams', list(object(endpointParam))),
]);

const httpAuth = objectType(`${ARGO}HTTPAuth`, 'login', [
  honoured('clientCert', object(clientCert), { always: {} }),
  honoured('oauth2', object(oauth2), { always: {} }),
  honoured('basicAuth', object(basicAuth), { always: {} }),
]);

const http = objectType(`${ARGO}HTTPArtifact`, 'location', [
  honoured('url', text, { always: '', missing: '' }),
  honoured('headers', list(object(header))),
  honoured('auth', object(httpAuth)),
  honoured('saveStreamViaFile', flag),
]);

const git = objectType(`${ARGO}GitArtifact`, 'location', [
  honoured('repo', text, { always: '', missing: '' }),
  honoured('revision', text),
  honoured('depth', integer),
  honoured('fetch', list(text)),
  honoured('usernameSecret', object(secretKeySelector)),
  honoured('passwordSecret', object(secretKeySelector)),
  honoured('sshPrivateKeySecret', object(secretKeySelector)),
  honoured('insecureIgnoreHostKey', flag),
  honoured('disableSubmodules', flag),
  honoured('singleBranch', flag),
  honoured('branch', text),
  honoured('insecureSkipTLS', flag),
]);

const rawData = objectType(`${ARGO}RawArtifact`, 'location', [
  honoured('data', text, { always: '', missing: '' }),
]);

/** Why the other stores that Argo knows are refused. */
export const NO_DRIVER = 'there is no driver for it: use s3, http, git, raw or the built-in store';

/** Where an artifact lies: Go's ArtifactLocation, which Artifact has inlined. */
const location: Field[] = [
  honoured('archiveLogs', optionalFlag),
  honoured('s3', object(s3)),
  honoured('git', object(git)),
  honoured('http', object(http)),
  refused('artifactory', NO_DRIVER),
  refused('hdfs', NO_DRIVER),
  honoured('raw', object(rawData)),
  refused('oss', NO_DRIVER),
  refused('gcs', NO_DRIVER),
  refused('azure', NO_DRIVER),
  refused('plugin', 'there are no artifact plugins: use s3, http, git, raw or the built-in store'),
];

const NO_POD = 'an agent deletes, without a pod';
const podMetadata = emulated('podMetadata', object(podMetadataType), NO_POD);
const serviceAccount = emulated('serviceAccountName', text, NO_POD);

const artifactGc = objectType(`${ARGO}ArtifactGC`, 'setting', [
  honoured('strategy', text),
  podMetadata,
  serviceAccount,
]);

/** Of all artifacts of a workflow. */
export const workflowArtifactGc = objectType(`${ARGO}WorkflowLevelArtifactGC`, 'setting', [
  honoured('strategy', text),
  podMetadata,
  serviceAccount,
  honoured('forceFinalizerRemoval', flag),
  emulated('podSpecPatch', text, NO_POD),
]);

const artifactMembers: Field[] = [
  honoured('name', text, { always: '', missing: '' }),
  honoured('path', text),
  honoured('mode', int32),
  honoured('from', text),
  ...location,
  honoured('globalName', text),
  honoured('archive', object(archiveStrategy)),
  honoured('optional', flag),
  honoured('subPath', text),
  honoured('recurseMode', flag),
  honoured('fromExpression', text),
  honoured('artifactGC', object(artifactGc)),
  setByServer('deleted', flag),
];

const artifact = objectType(`${ARGO}Artifact`, 'artifact', artifactMembers);

/** Go's ArtifactPaths has an artifact inlined. */
export const artifactPaths = objectType(`${ARGO}ArtifactPaths`, 'place', artifactMembers);

export const artifacts = honoured('artifacts', list(object(artifact)));

export const archiveLocation = honoured(
  'archiveLocation',
  object(objectType(`${ARGO}ArtifactLocation`, 'location', location)),
);

export const artifactRepositoryRef = objectType(`${ARGO}ArtifactRepositoryRef`, 'reference', [
  honoured('configMap', text),
  honoured('key', text),
]);
