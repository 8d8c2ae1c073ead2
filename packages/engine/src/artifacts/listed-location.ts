import type { Artifact, ArtifactLocation } from '@tiphys/spec';
import { type Result, success } from '../result.ts';
import { hasLocation, keyOf, locationOf } from './location.ts';

/**
 * The place that a data template lists. Its key may be empty, which is all of its bucket. What it leaves out is that
 * of the place around it; in Argo the bucket is then its own, and its keys and address are of the place around it
 * (ProcessArtifactPaths).
 */
export function listedLocation(place: Artifact, around: ArtifactLocation): Result<ArtifactLocation> {
  const { s3 } = place;
  const isWhole = (s3?.endpoint ?? '') !== '' && (s3?.bucket ?? '') !== '';
  if (isWhole || hasLocation(place)) return success(locationOf(place));
  const key = keyOf(place);
  if (!key.ok) return key;
  if (around.s3 === undefined) return success(locationOf(around));
  const { bucket, ...given } = s3 ?? {};
  const isBuiltIn = (around.s3.bucket ?? '') === '';
  return success({
    s3: {
      ...around.s3,
      ...(isBuiltIn ? {} : { ...given, ...(bucket === undefined ? {} : { bucket }) }),
      key: key.value,
    },
  });
}
