import type { TiphysClient } from '@tiphys/client';
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
