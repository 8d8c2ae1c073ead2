import type { Artifact, Template } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';
import { container } from './plain-container.ts';
import type { RandomLanguage } from './strategies.ts';

/** Those that leave artifacts, and those that take them. */
export function artifactTemplates(random: Random, language: RandomLanguage): Template[] {
  if (!language.artifacts) return [];
  return [
    { name: 'makes', outputs: { artifacts: outputs(random, language) }, container, ...archiving(random) },
    { name: 'makes-one', outputs: { artifacts: [{ name: 'made', path: '/tmp/made' }] }, container },
    {
      name: 'uses',
      inputs: {
        artifacts: [{ name: 'made', path: '/in/made', ...permissions(random), ...unpacking(random) }],
      },
      container,
    },
    {
      name: 'may-use',
      inputs: { artifacts: [{ name: 'made', path: '/in/made', optional: true }] },
      container: { ...container, args: ['{{inputs.artifacts.made.path}}'] },
    },
    {
      name: 'has-its-own',
      inputs: { artifacts: [{ name: 'own', path: '/in/own', ...location(random, language) }] },
      container,
    },
    {
      name: 'passes-on',
      inputs: { artifacts: [{ name: 'made', path: '/tmp/made', optional: true }] },
      outputs: { artifacts: [{ name: 'made', path: '/tmp/made', optional: true }] },
      container,
    },
  ];
}

/** Some are not there in the end, and nobody minds, or somebody does. */
function outputs(random: Random, language: RandomLanguage): Artifact[] {
  const archives = [{ none: {} }, { zip: {} }, { tar: { compressionLevel: 0 } }].map((archive) => ({
    archive,
  }));
  const made: Artifact = {
    name: 'made',
    path: '/tmp/made',
    ...permissions(random),
    ...random.pick([...archives, {}]),
    ...(random.chance(0.3) ? { globalName: 'shared' } : {}),
    ...(random.chance(0.4) ? { artifactGC: { strategy: strategy(random) } } : {}),
    ...(random.chance(0.2) ? { s3: { key: 'kept/{{workflow.name}}/{{pod.name}}/made' } } : {}),
    ...(language.stores && random.chance(0.2) ? { s3: bucket(random) } : {}),
  };
  const other: Artifact = { name: 'other', path: '/tmp/other', optional: random.chance(0.7) };
  return random.chance(0.5) ? [made, other] : [made];
}

export function strategy(random: Random) {
  return random.pick(['OnWorkflowCompletion', 'OnWorkflowDeletion', 'Never'] as const);
}

function permissions(random: Random): Partial<Artifact> {
  return random.chance(0.3) ? { mode: 0o755, recurseMode: random.chance(0.5) } : {};
}

function unpacking(random: Random): Partial<Artifact> {
  return random.chance(0.3) ? { archive: { none: {} } } : {};
}

function archiving(random: Random): Partial<Template> {
  return random.chance(0.3) ? { archiveLocation: { archiveLogs: true } } : {};
}

function location(random: Random, { stores }: RandomLanguage): Partial<Artifact> {
  const raw = { raw: { data: 'of {{workflow.name}}' } };
  if (!stores) return raw;
  const usernameSecret = { name: 'login', key: 'user' };
  const passwordSecret = { name: 'login', key: 'password' };
  const headers = [{ name: 'x-one', value: 'yes' }];
  const oauth2 = {
    clientIDSecret: usernameSecret,
    clientSecretSecret: passwordSecret,
    tokenURLSecret: { name: 'login', key: 'token' },
    scopes: ['read'],
    endpointParams: [{ key: 'audience', value: 'things' }],
  };
  const clientCert = { clientCertSecret: usernameSecret, clientKeySecret: passwordSecret };
  const auth = { basicAuth: { usernameSecret, passwordSecret }, oauth2, clientCert };
  const repo = 'https://there.test/repository.git';
  return random.pick([
    raw,
    { http: { url: 'http://there.test/file', headers, auth, saveStreamViaFile: true } },
    { s3: { ...bucket(random), key: 'there' } },
    {
      git: {
        repo,
        revision: 'main',
        depth: 1,
        fetch: ['refs/meta/*'],
        usernameSecret,
        passwordSecret,
        disableSubmodules: true,
        singleBranch: true,
        branch: 'main',
        insecureSkipTLS: true,
      },
    },
    {
      git: {
        repo: 'ssh://there.test/repository.git',
        sshPrivateKeySecret: { name: 'login', key: 'ssh' },
        insecureIgnoreHostKey: true,
      },
    },
  ]);
}

function bucket(random: Random) {
  const keys = {
    accessKeySecret: { name: 'login', key: 'user' },
    secretKeySecret: { name: 'login', key: 'password' },
    sessionTokenSecret: { name: 'login', key: 'session' },
  };
  return {
    endpoint: 's3.there.test',
    bucket: 'things',
    region: 'north',
    insecure: true,
    key: 'by/{{workflow.name}}/{{pod.name}}',
    addressingStyle: 'path',
    caSecret: { name: 'login', key: 'ca' },
    createBucketIfNotPresent: { objectLocking: true },
    roleARN: 'arn:aws:iam::1:role/reader',
    encryptionOptions: { enableEncryption: true, kmsKeyId: 'k', kmsEncryptionContext: '{}' },
    ...(random.chance(0.5) ? keys : { useSDKCreds: true }),
  };
}
