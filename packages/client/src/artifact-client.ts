import { ArtifactServiceService } from '@tiphys/wire/tiphys';
import type { Connection } from './connection.ts';

export interface ArtifactKey {
  namespace: string;
  workflowName: string;
  uid?: string;
  nodeId: string;
  artifactName: string;
  /** An input of the node, else an output. */
  input?: boolean;
}

/** The first part of a file has its path: below the artifact, empty where that is one file. */
export interface ArtifactPart {
  file?: string;
  data: Uint8Array;
}

/** Tiphys' own ArtifactService. */
export class ArtifactClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * An artifact of a node, as it is stored; what is not read is held back at the server. Ends quietly by the signal.
   *
   * @throws ClientError.
   */
  async *read(key: ArtifactKey, signal?: AbortSignal): AsyncGenerator<ArtifactPart> {
    const request = { uid: '', input: false, ...key };
    const parts = this.#connection.stream(ArtifactServiceService.readArtifact, request, signal);
    for await (const { file, data } of parts) yield file === undefined ? { data } : { file, data };
  }
}
