import { ExpressionFailure } from '../result.ts';

/** Masterminds/semver's Version. */
export interface Version {
  major: bigint;
  minor: bigint;
  patch: bigint;
  prerelease: string;
  metadata: string;
  original: string;
}

const MAX_LENGTH = 256;
const LOOSE =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

/**
 * A version, whose minor and patch may be left out (NewVersion).
 *
 * @throws ExpressionFailure in its words.
 */
export function parseVersion(text: string): Version {
  if (text.length > MAX_LENGTH) throw new ExpressionFailure('version string is too long (max 256 bytes)');
  const match = LOOSE.exec(text);
  if (match === null) throw new ExpressionFailure('invalid semantic version');
  const [, major, minor, patch, prerelease = '', metadata = ''] = match;
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    throw new ExpressionFailure('version segment starts with 0');
  }
  return {
    major: segment(major),
    minor: segment(minor),
    patch: segment(patch),
    prerelease,
    metadata,
    original: text,
  };
}

function segment(digits: string | undefined): bigint {
  const value = BigInt(digits ?? 0);
  if (value < 2n ** 64n) return value;
  throw new ExpressionFailure(
    `error parsing version segment: strconv.ParseUint: parsing "${digits}": value out of range`,
  );
}

export function formatVersion(version: Version): string {
  const { major, minor, patch, prerelease, metadata } = version;
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** Negative, 0 or positive; metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** A version without a pre-release comes after all that have one. */
export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const left = a.split('.');
  const right = b.split('.');
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = compareParts(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const numeric = [a, b].map((part) => /^[0-9]+$/.test(part));
  if (numeric[0] === true && numeric[1] === true) return BigInt(a) < BigInt(b) ? -1 : 1;
  // Numbers come before words.
  if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1 : 1;
  return a < b ? -1 : 1;
}
