export { ARCHIVE_LIMITS, type ArchiveLimits } from './archive/archive-limits.ts';
export { packTar } from './archive/pack-tar.ts';
export { readTar } from './archive/read-tar.ts';
export { ArtifactError, type ArtifactErrorCode } from './artifact-error.ts';
export type { ArtifactAccess } from './drivers/artifact-access.ts';
export { type LoadedArtifact, type LoadOrder, loadArtifact } from './load-artifact.ts';
export { type SaveOrder, saveArtifact, saveBytes } from './save-artifact.ts';
export { deleteArtifact, listArtifact, readArtifact } from './stored-artifact.ts';
export { noBytes, type Tree, type TreeEntry } from './tree-entry.ts';
