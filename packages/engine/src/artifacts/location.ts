import type { ArtifactLocation } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { DeepReadonly } from '../state.ts';

type Location = DeepReadonly<ArtifactLocation>;

const NOT_CONFIGURED =
  'artifact storage is not configured; see the docs for setup instructions: https://argo-workflows.readthedocs.io/en/latest/configure-artifact-repository/';

/** The members of an artifact that say where it lies. */
export function locationOf({ s3, git, http, raw }: Location): ArtifactLocation {
  const location: Location = {
    ...(s3 === undefined ? {} : { s3 }),
    ...(git === undefined ? {} : { git }),
    ...(http === undefined ? {} : { http }),
    ...(raw === undefined ? {} : { raw }),
  };
  return location as ArtifactLocation;
}

/** Whether it says all that is needed to go there (Argo's HasLocation). */
export function hasLocation({ s3, git, http, raw }: Location): boolean {
  if (git !== undefined) return git.repo !== '';
  if (http !== undefined) return http.url !== '';
  if (raw !== undefined) return true;
  return s3 !== undefined && hasBucket(s3) && (s3.key ?? '') !== '';
}

/** Whether it names an object, be it by its key in the repository alone (Argo's HasLocationOrKey). */
export function hasLocationOrKey(location: Location): boolean {
  return hasLocation(location) || (location.s3?.key ?? '') !== '';
}

function hasBucket({ endpoint, bucket }: NonNullable<Location['s3']>): boolean {
  return (endpoint ?? '') !== '' && (bucket ?? '') !== '';
}

/** The key of a location (Argo's GetKey): of HTTP the path of the URL. */
export function keyOf(location: Location): Result<string> {
  const { s3, git, http, raw } = location;
  if (git !== undefined) return failure('key unsupported: git artifact does not have a key');
  if (raw !== undefined) return failure('key unsupported: raw artifat does not have key');
  if (http !== undefined) return success(urlParts(http.url).path);
  return s3 === undefined ? failure(NOT_CONFIGURED) : success(s3.key ?? '');
}

/** The same place with another key (Argo's SetKey); only called where keyOf has one. */
export function withKey(location: Location, key: string): ArtifactLocation {
  const { s3, http } = locationOf(location);
  if (http !== undefined) {
    const { origin, rest } = urlParts(http.url);
    return { http: { ...http, url: `${origin}${key.startsWith('/') ? '' : '/'}${key}${rest}` } };
  }
  return { s3: { ...s3, key } };
}

/** The key of a location; undefined where it has none. */
export function artifactKey(location: Location): string | undefined {
  const key = keyOf(location);
  return key.ok ? key.value : undefined;
}

const URL_PARTS = /^([a-zA-Z][a-zA-Z\d+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/s;

function urlParts(url: string): { origin: string; path: string; rest: string } {
  const [, origin = '', path = '', rest = ''] = URL_PARTS.exec(url) ?? [];
  return { origin, path, rest };
}

/** Go's path.Join: without empty and `.` elements, `..` resolved. */
export function joinPath(...elements: readonly string[]): string {
  const joined = elements.filter((element) => element !== '').join('/');
  return joined === '' ? '' : cleanPath(joined);
}

/** Go's path.Clean. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '' || element === '.') continue;
    if (element !== '..') kept.push(element);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
