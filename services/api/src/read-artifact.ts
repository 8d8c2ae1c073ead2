import { readArtifact } from '@tiphys/artifacts';
import { artifactLocation } from '@tiphys/engine';
import { openSecret } from '@tiphys/resource-store';
import type { Artifact, Workflow } from '@tiphys/spec';
import { getArchived } from './archived-workflows.ts';
import { ApiError } from './errors.ts';
import { getWorkflow } from './get-workflow.ts';
import type { ApiPorts } from './ports.ts';

export interface ArtifactKey {
  namespace: string;
  /** May be `@latest`. */
  workflowName: string;
  /** Empty: whichever has the name. */
  uid: string;
  nodeId: string;
  artifactName: string;
  /** An input of the node, else an output. */
  input: boolean;
}

/** The first part of a file has its path: below the artifact, empty where that is one file. */
export interface ArtifactPart {
  file?: string;
  data: Uint8Array;
}

/**
 * An artifact as it is stored, in parts (Argo's server/artifacts); memory does not grow with its size. A file that is
 * empty has one part.
 *
 * @throws ApiError not_found, failed_precondition; ArtifactError, ObjectStoreError.
 */
export async function* readArtifactParts(
  ports: ApiPorts,
  key: ArtifactKey,
  signal: AbortSignal,
): AsyncIterable<ArtifactPart> {
  const workflow = await liveOrArchived(ports, key);
  const artifact = artifactOf(workflow, key);
  const { artifactRepository } = workflow.status?.artifactRepositoryRef ?? {};
  const location = artifactLocation(artifact, artifactRepository);
  if (location === undefined) {
    throw new ApiError('failed_precondition', `artifact "${key.artifactName}" names no object that holds it`);
  }
  const namespace = workflow.metadata.namespace ?? key.namespace;
  const readSecret = (name: string, entry: string) => secretEntry(ports, namespace, name, entry);
  const files = readArtifact(location, { store: ports.artifacts, readSecret }, signal);
  for await (const { path, body } of files) {
    yield { file: path, data: new Uint8Array() };
    for await (const data of body) yield { data };
  }
}

async function liveOrArchived(ports: ApiPorts, key: ArtifactKey): Promise<Workflow> {
  const { namespace, workflowName: name, uid } = key;
  try {
    return await getWorkflow(ports, namespace, name, uid);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
    const archived = await getArchived(ports, { namespace, name, uid }).catch(() => undefined);
    const { metadata } = archived ?? {};
    // By its uid it is found in any namespace.
    if (archived === undefined || (namespace !== '' && metadata?.namespace !== namespace)) throw error;
    return archived;
  }
}

function artifactOf({ status }: Workflow, { nodeId, artifactName, input }: ArtifactKey): Artifact {
  const nodes = status?.nodes ?? {};
  const node = Object.hasOwn(nodes, nodeId) ? nodes[nodeId] : undefined;
  if (node === undefined) throw new ApiError('not_found', `the workflow has no node "${nodeId}"`);
  const artifacts = (input ? node.inputs : node.outputs)?.artifacts ?? [];
  const found = artifacts.find(({ name }) => name === artifactName);
  if (found === undefined) {
    const kind = input ? 'input' : 'output';
    throw new ApiError('not_found', `node "${nodeId}" has no ${kind} artifact "${artifactName}"`);
  }
  if (found.deleted) throw new ApiError('not_found', `artifact "${artifactName}" has been deleted`);
  return found;
}

/** What a store is reached with; it stays in this process. */
async function secretEntry(
  { resources, secretKeys }: ApiPorts,
  namespace: string,
  name: string,
  entry: string,
): Promise<string | undefined> {
  const opened = await openSecret(resources, secretKeys, { namespace, name }, 'api');
  if (opened?.ok === false) throw new ApiError('failed_precondition', opened.problem);
  const value = opened?.data.get(entry);
  return value === undefined ? undefined : Buffer.from(value).toString('utf8');
}
