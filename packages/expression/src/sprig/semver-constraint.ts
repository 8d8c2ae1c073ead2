import { quote } from '../go/go-quote.ts';
import { ExpressionFailure } from '../result.ts';
import { comparePrereleases, compareVersions, parseVersion, type Version } from './semver.ts';

/** `>=1.2`: which parts of its version were given; the rest may be anything. */
interface Constraint {
  operator: string;
  version: Version;
  given: 0 | 1 | 2 | 3;
}

const VERSION =
  'v?([0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?(\\.[0-9|x|X|\\*]+)?' +
  '(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?';
const OPERATOR = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^'.split('|').filter((operator) => operator !== '');
/** The longer before those they begin with. */
const OPERATORS = [...OPERATOR].sort((a, b) => b.length - a.length).join('|');
const ONE = new RegExp(`^\\s*(${OPERATORS}|)\\s*(${VERSION})\\s*$`);
const EACH = new RegExp(`(?:${OPERATORS}|)\\s*(?:${VERSION})`, 'g');
const ALL = new RegExp(
  `^(\\s*(?:${OPERATORS}|)\\s*(?:${VERSION})\\s*)((?:\\s+|,\\s*)(?:${OPERATORS}|)\\s*(?:${VERSION})\\s*)*$`,
);
const RANGE = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, 'g');
const MAX_LENGTH = 512;
const MAX_GROUPS = 32;

/**
 * Whether a version fulfils a constraint: parts that must all hold, separated by blanks or commas, in alternatives
 * separated by `||` (Masterminds/semver's Constraints.Check).
 *
 * @throws ExpressionFailure for what is no constraint.
 */
export function satisfies(constraint: string, versionText: string): boolean {
  const groups = parseConstraints(constraint);
  const version = parseVersion(versionText);
  return groups.some((group) => {
    const withPrereleases = group.some((part) => part.version.prerelease !== '');
    if (version.prerelease !== '' && !withPrereleases) return false;
    return group.every((part) => holds(part, version));
  });
}

function parseConstraints(text: string): Constraint[][] {
  if (text.length > MAX_LENGTH) throw new ExpressionFailure('constraint string is too long (max 512 bytes)');
  const rewritten = text.replace(RANGE, (_, ...groups: string[]) => `>= ${groups[0]}, <= ${groups[10]} `);
  const alternatives = rewritten.split('||');
  if (alternatives.length > MAX_GROUPS) throw new ExpressionFailure('too many constraint groups (max 32)');
  return alternatives.map((alternative) => {
    if (!ALL.test(alternative)) throw new ExpressionFailure(`improper constraint: ${quote(alternative)}`);
    return (alternative.match(EACH) ?? [alternative]).map(parseConstraint);
  });
}

const isAny = (part: string | undefined) => part === undefined || /^\.?[xX*]$/.test(part);

function parseConstraint(text: string): Constraint {
  const match = ONE.exec(text);
  if (match === null) throw new ExpressionFailure(`improper constraint: ${quote(text)}`);
  const [, operator = '', whole = '', major, minor, patch, prerelease = ''] = match;
  if (isAny(major)) return { operator, version: parsed(`0.0.0${prerelease}`), given: 0 };
  if (isAny(minor)) return { operator, version: parsed(`${major}.0.0${prerelease}`), given: 1 };
  if (isAny(patch)) return { operator, version: parsed(`${major}${minor}.0${prerelease}`), given: 2 };
  return { operator, version: parsed(whole), given: 3 };
}

function parsed(text: string): Version {
  try {
    return parseVersion(text);
  } catch (failure) {
    if (failure instanceof ExpressionFailure) throw new ExpressionFailure('constraint parser error');
    throw failure;
  }
}

function holds(constraint: Constraint, version: Version): boolean {
  const order = compareVersions(version, constraint.version);
  switch (constraint.operator) {
    case '':
    case '=':
      return constraint.given < 3 ? tilde(constraint, version) : order === 0;
    case '!=':
      return differs(constraint, version);
    case '>':
      return isGreater(constraint, version);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      return isAtMost(constraint, version);
    case '^':
      return caret(constraint, version);
    default:
      return tilde(constraint, version);
  }
}

function differs({ version: wanted, given }: Constraint, version: Version): boolean {
  if (given === 3) return compareVersions(version, wanted) !== 0;
  if (wanted.major !== version.major) return true;
  if (given === 0)
    return (
      wanted.minor !== version.minor ||
      wanted.patch !== version.patch ||
      compareVersions(version, wanted) !== 0
    );
  if (given === 1) return false;
  if (wanted.minor !== version.minor) return true;
  return (
    comparePrereleases(version.prerelease, wanted.prerelease) !== 0 &&
    (version.prerelease !== '' || wanted.prerelease !== '')
  );
}

function isGreater({ version: wanted, given }: Constraint, version: Version): boolean {
  if (given === 3 || given === 0) return compareVersions(version, wanted) > 0;
  if (version.major !== wanted.major) return version.major > wanted.major;
  return given === 2 && version.minor > wanted.minor;
}

function isAtMost({ version: wanted, given }: Constraint, version: Version): boolean {
  if (given === 3) return compareVersions(version, wanted) <= 0;
  if (version.major !== wanted.major) return version.major < wanted.major;
  return given === 1 || version.minor <= wanted.minor;
}

/** `~1.2`: the same major, and the same minor where one was given. */
function tilde({ version: wanted, given }: Constraint, version: Version): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && (given === 0 || given === 3)) return true;
  if (version.major !== wanted.major) return false;
  return given === 1 || version.minor === wanted.minor;
}

/** `^1.2`: nothing changes left of, or at, the first part that is not 0. */
function caret({ version: wanted, given }: Constraint, version: Version): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major > 0n || given === 1) return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || given === 2) return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}
