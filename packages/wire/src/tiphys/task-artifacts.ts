import type { ArtifactDeletion, ContainerTask, InputArtifact, OutputArtifact } from '@tiphys/engine';
import type { ArchiveStrategy, ArtifactLocation } from '@tiphys/spec';
import type {
  ArtifactDeletion as ArtifactDeletionMessage,
  ContainerTask as ContainerTaskMessage,
} from '../gen/tiphys/v1/task.ts';
import { jsonBytes, parseJsonBytes, withoutUndefined } from './decoding.ts';

type Fields = 'data' | 'inputArtifacts' | 'outputArtifacts' | 'archiveLogs' | 'deletions';
type TaskArtifacts = Pick<ContainerTask, Fields>;
type TaskArtifactsMessage = Pick<ContainerTaskMessage, Fields>;
/** With every member, be it undefined, so that it hides those of what it is spread over. */
type Whole<T> = {
  [K in Fields & keyof T]-?: T[K] | (undefined extends T[K] ? undefined : never);
};

export function taskArtifactsTo(task: TaskArtifacts): Whole<TaskArtifactsMessage> {
  return {
    data: task.data === undefined ? undefined : { ...task.data, location: jsonBytes(task.data.location) },
    deletions: (task.deletions ?? []).map(deletionTo),
    inputArtifacts: (task.inputArtifacts ?? []).map((artifact) => ({
      ...artifact,
      location: jsonBytes(artifact.location),
      archive: artifact.archive === undefined ? undefined : jsonBytes(artifact.archive),
    })),
    outputArtifacts: (task.outputArtifacts ?? []).map((artifact) => ({
      ...artifact,
      destination: jsonBytes(artifact.destination),
      archive: jsonBytes(artifact.archive),
    })),
    archiveLogs: task.archiveLogs === undefined ? undefined : jsonBytes(task.archiveLogs),
  };
}

/** Protobuf cannot tell an empty list from none: it is left out. */
export function taskArtifactsFrom(message: TaskArtifactsMessage): Whole<TaskArtifacts> {
  const { data, inputArtifacts, outputArtifacts, archiveLogs, deletions } = message;
  return {
    data:
      data === undefined
        ? undefined
        : { ...data, location: parseJsonBytes<ArtifactLocation>(data.location, 'data.location') },
    deletions: deletions.length === 0 ? undefined : deletions.map(deletionFrom),
    inputArtifacts: inputArtifacts.length === 0 ? undefined : inputArtifacts.map(inputArtifactFrom),
    outputArtifacts: outputArtifacts.length === 0 ? undefined : outputArtifacts.map(outputArtifactFrom),
    archiveLogs:
      archiveLogs === undefined ? undefined : parseJsonBytes<ArtifactLocation>(archiveLogs, 'archiveLogs'),
  };
}

function inputArtifactFrom(message: TaskArtifactsMessage['inputArtifacts'][number]): InputArtifact {
  return withoutUndefined<InputArtifact>({
    ...message,
    location: parseJsonBytes<ArtifactLocation>(message.location, 'inputArtifacts.location'),
    archive:
      message.archive === undefined
        ? undefined
        : parseJsonBytes<ArchiveStrategy>(message.archive, 'inputArtifacts.archive'),
  });
}

function outputArtifactFrom(message: TaskArtifactsMessage['outputArtifacts'][number]): OutputArtifact {
  return withoutUndefined<OutputArtifact>({
    ...message,
    destination: parseJsonBytes<ArtifactLocation>(message.destination, 'outputArtifacts.destination'),
    archive: parseJsonBytes<ArchiveStrategy>(message.archive, 'outputArtifacts.archive'),
  });
}

export function deletionTo({ location, ...artifact }: ArtifactDeletion): ArtifactDeletionMessage {
  return { ...artifact, location: jsonBytes(location) };
}

export function deletionFrom({ location, ...artifact }: ArtifactDeletionMessage): ArtifactDeletion {
  return { ...artifact, location: parseJsonBytes<ArtifactLocation>(location, 'deletion.location') };
}
