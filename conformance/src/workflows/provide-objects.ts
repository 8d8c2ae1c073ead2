import { ClientError, type DataKind, type TiphysClient } from '@tiphys/client';
import { inOrderOfReference, type ShelvedTemplate } from '../template-shelf.ts';
import { neededObjects } from './needed-objects.ts';
import type { S3StandIn } from './s3-stand-in.ts';

/** What is the same repository as the default, under the name that a manifest gives it. */
const BUILT_IN_REPOSITORY = '{}';
const REPOSITORIES = 'artifact-repositories';
/** The key of a repository that nobody needs to name. */
const DEFAULT_KEY = 'default-v1';

/** Puts there what manifests refer to besides templates: ConfigMaps and Secrets, and the repository of their S3 store. */
export async function provideObjects(
  client: TiphysClient,
  namespace: string,
  manifests: readonly unknown[],
  { s3, missesConfigMaps }: { s3: S3StandIn | undefined; missesConfigMaps: boolean },
): Promise<void> {
  const repository = s3?.repository ?? BUILT_IN_REPOSITORY;
  const { configMaps, secrets } = neededObjects(manifests, { repository, keys: s3?.keys, missesConfigMaps });
  const annotations = new Map<string, string>();
  if (s3 !== undefined) {
    secrets.set(s3.credentials.name, s3.credentials.data);
    const repositories = configMaps.get(REPOSITORIES) ?? new Map<string, string>();
    configMaps.set(REPOSITORIES, repositories.set(DEFAULT_KEY, repository));
    annotations.set('workflows.argoproj.io/default-artifact-repository', DEFAULT_KEY);
  }
  const apply = async (kind: DataKind, name: string, data: ReadonlyMap<string, string>): Promise<void> => {
    const values =
      kind === 'Secret' ? { stringData: Object.fromEntries(data) } : { data: Object.fromEntries(data) };
    const metadata =
      name === REPOSITORIES ? { name, annotations: Object.fromEntries(annotations) } : { name };
    await client.resources.apply(namespace, kind, { apiVersion: 'v1', kind, metadata, ...values });
  };
  for (const [name, data] of configMaps) await apply('ConfigMap', name, data);
  for (const [name, data] of secrets) await apply('Secret', name, data);
  for (const manifest of manifests) {
    const { kind } = manifest as { kind?: string };
    if (kind === 'ConfigMap' || kind === 'Secret') {
      await client.resources.apply(namespace, kind, manifest as object);
    }
  }
}

/** Puts templates there; ClusterWorkflowTemplates are everybody's, and one of the same name is replaced. */
export async function provideTemplates(
  client: TiphysClient,
  namespace: string,
  templates: readonly ShelvedTemplate[],
): Promise<void> {
  for (const { kind, manifest } of inOrderOfReference(templates)) {
    const metadata = kind === 'WorkflowTemplate' ? { ...manifest.metadata, namespace } : manifest.metadata;
    const object = { ...manifest, metadata };
    try {
      await client.templates(kind).create(namespace, object);
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'already_exists') throw error;
      await client.templates(kind).update(namespace, metadata.name ?? '', object);
    }
  }
}
