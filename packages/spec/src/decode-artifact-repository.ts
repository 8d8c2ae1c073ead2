import { decodeValue } from './decode-value.ts';
import { Decoding } from './decoding.ts';
import { artifactRepository } from './fields/artifact-repository-fields.ts';
import { object } from './fields/field.ts';
import { formatPath } from './problem.ts';
import type { ArtifactRepository } from './types/artifact.ts';
import { parseYaml } from './yaml/parse.ts';

/** An artifact repository as it stands in a key of a ConfigMap: YAML. */
export function decodeArtifactRepository(
  text: string,
): { ok: true; repository: ArtifactRepository } | { ok: false; message: string } {
  const { documents, problems } = parseYaml(text);
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) return { ok: false, message: wrong.message };
  const decoding = new Decoding();
  const decoded = decodeValue(decoding, documents[0]?.value ?? {}, object(artifactRepository), []);
  const [first] = decoding.problems;
  if (first !== undefined) {
    const at = first.path.length === 0 ? '' : `${formatPath(first.path)}: `;
    return { ok: false, message: `${at}${first.message}` };
  }
  return { ok: true, repository: decoded as ArtifactRepository };
}
