import type { GoValue } from '../go/go-value.ts';
import { text } from './convert.ts';
import { defineFunctions } from './define.ts';
import { formatVersion, parseVersion } from './semver.ts';
import { satisfies } from './semver-constraint.ts';

/**
 * The parts of a version by the names of Go's methods. In Argo they are called (`sprig.semver("1.2.3").Major()`); as
 * JSON a version is its text there, and is its parts here.
 */
function semver([value]: GoValue[]): GoValue {
  const version = parseVersion(text(value));
  return new Map<string, GoValue>([
    ['Major', version.major],
    ['Minor', version.minor],
    ['Patch', version.patch],
    ['Prerelease', version.prerelease],
    ['Metadata', version.metadata],
    ['Original', version.original],
    ['String', formatVersion(version)],
  ]);
}

export const SEMVER_FUNCTIONS = defineFunctions([
  ['semver', 'string -> any', semver],
  [
    'semverCompare',
    'string, string -> bool',
    ([constraint, version]) => satisfies(text(constraint), text(version)),
  ],
]);
