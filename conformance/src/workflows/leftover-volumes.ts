import { testDocker } from '@tiphys/testkit';

/** Removes the volumes of claims in these namespaces: a claim that a row did not make outlives its workflow. */
export async function removeClaims(namespaces: readonly string[], docker = testDocker()): Promise<void> {
  const { Volumes = [] } = await docker.listVolumes({ filters: JSON.stringify({ name: ['tiphys-pvc-'] }) });
  const names = Volumes.map(({ Name }) => Name).filter((name) =>
    namespaces.some((namespace) => name.startsWith(`tiphys-pvc-${namespace}-`)),
  );
  for (const name of names) await docker.getVolume(name).remove();
}
