import { ClientError, type TiphysClient } from '@tiphys/client';
import type { ShelvedTemplate } from '../template-shelf.ts';
import { neededConfigMaps } from './needed-config-maps.ts';

/** Puts there what manifests refer to besides templates: ConfigMaps. */
export async function provideConfigMaps(
  client: TiphysClient,
  namespace: string,
  manifests: readonly unknown[],
): Promise<void> {
  for (const [name, data] of neededConfigMaps(manifests)) {
    await client.resources.apply(namespace, 'ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: Object.fromEntries(data),
    });
  }
}

/** Puts templates there; ClusterWorkflowTemplates are everybody's, and one of the same name is replaced. */
export async function provideTemplates(
  client: TiphysClient,
  namespace: string,
  templates: readonly ShelvedTemplate[],
): Promise<void> {
  for (const { kind, manifest } of templates) {
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
