import { type ArtifactClient, type ArtifactKey, type ArtifactPart, ClientError } from '@tiphys/client';

/** Artifacts in memory: parts by node and name, as in `node/artifact`. */
export class MemoryArtifacts implements Pick<ArtifactClient, keyof ArtifactClient> {
  readonly parts = new Map<string, (ArtifactPart | Error)[]>();
  readonly asked: ArtifactKey[] = [];

  async *read(key: ArtifactKey): AsyncGenerator<ArtifactPart> {
    this.asked.push(key);
    const found = this.parts.get(`${key.nodeId}/${key.artifactName}`);
    if (found === undefined) throw new ClientError('not_found', `no artifact "${key.artifactName}"`);
    for (const part of found) {
      if (part instanceof Error) throw part;
      yield part;
    }
  }
}
