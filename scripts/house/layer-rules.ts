import { posix } from 'node:path';

/**
 * Which of the project's packages the sources of a package may import: what CONTRIBUTING.md's table of layers says,
 * and no more than is needed now. Tests, benches and scripts may import any; a package's own tests any but services
 * and front ends, a service's own may start the others.
 */
export const MAY_IMPORT: ReadonlyMap<string, readonly string[]> = new Map([
  ['spec', []],
  ['clock', []],
  ['expression', ['spec']],
  ['validation', ['spec', 'expression']],
  ['engine', ['spec', 'expression']],

  ['wire', ['spec', 'engine']],
  ['event-log', ['spec', 'engine', 'clock', 'wire', 'object-store']],
  ['read-model', ['spec', 'engine']],
  ['runtime', ['spec', 'engine', 'clock']],
  ['resource-store', ['spec', 'clock']],
  ['object-store', ['clock']],
  ['artifacts', ['spec', 'object-store']],
  ['local-servers', []],

  ['service-kit', ['clock']],
  ['client', ['spec', 'wire']],
  ['testkit', ['local-servers']],

  [
    'api',
    ['spec', 'expression', 'validation', 'engine', 'clock', 'wire', 'event-log', 'read-model'].concat([
      'resource-store',
      'object-store',
      'artifacts',
      'service-kit',
    ]),
  ],
  [
    'scheduler',
    ['spec', 'expression', 'engine', 'clock', 'event-log'].concat([
      'resource-store',
      'object-store',
      'service-kit',
    ]),
  ],
  [
    'executor',
    ['spec', 'expression', 'engine', 'clock', 'event-log', 'runtime'].concat([
      'resource-store',
      'object-store',
      'artifacts',
      'service-kit',
    ]),
  ],
  ['status', ['spec', 'clock', 'wire', 'event-log', 'read-model', 'service-kit']],

  [
    'cli',
    [
      'spec',
      'validation',
      'clock',
      'client',
      'runtime',
      'resource-store',
      'local-servers',
      'service-kit',
    ].concat(['api', 'scheduler', 'executor', 'status'].map((service) => `${service}/start`)),
  ],
]);

/** What tests of packages and services may not import either: it is above them. */
const ABOVE = /^(@tiphys\/(api|scheduler|executor|status|bench|test|conformance)|tiphys)(\/|$)/;
const TEST = /\.test\.ts$|\/testing\//;
const IMPORT = /\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm;

/** Imports that go against the layers, or reach into another workspace's folder. */
export function layerProblems(path: string, text: string): string[] {
  const workspace = /^(?:packages|services)\/[^/]+|^(?:cli|bench|test|conformance)(?=\/)/.exec(path)?.[0];
  if (workspace === undefined) return [];
  const isTest = TEST.test(path) || /^packages\/[^/]+\/tools\//.test(path);
  const problems: string[] = [];
  for (const [, from, dynamic, bare] of text.matchAll(IMPORT)) {
    const target = from ?? dynamic ?? bare ?? '';
    const problem = target.startsWith('.')
      ? reachesOut(path, workspace, target)
      : layerProblem(workspace, target, isTest);
    if (problem !== undefined) problems.push(`${path}: ${problem}`);
  }
  return problems;
}

function reachesOut(path: string, workspace: string, target: string): string | undefined {
  const reached = posix.normalize(posix.join(posix.dirname(path), target));
  return reached.startsWith(`${workspace}/`) ? undefined : `reaches into another package: ${target}`;
}

function layerProblem(workspace: string, target: string, isTest: boolean): string | undefined {
  const owner = posix.basename(workspace);
  if (['bench', 'test', 'conformance'].includes(owner)) return undefined;
  const own = owner === 'cli' ? 'tiphys' : `@tiphys/${owner}`;
  if (target === own || target.startsWith(`${own}/`)) return undefined;
  if (isTest) {
    const starts = workspace.startsWith('services/') && target.endsWith('/start');
    const isAbove = ABOVE.test(target) && owner !== 'cli' && !starts;
    return isAbove ? `tests of ${owner} may not import ${target}` : undefined;
  }
  const [, name, subpath] = /^(?:@tiphys\/)([^/]+)(?:\/(.+))?$/.exec(target) ?? [];
  if (name === undefined) return target === 'tiphys' ? `${owner} may not import ${target}` : undefined;
  if (subpath === 'testing') return `sources may not import what is for tests: ${target}`;
  const allowed = MAY_IMPORT.get(owner);
  if (allowed === undefined) return `${owner} is in no layer: see scripts/house/layer-rules.ts`;
  return allowed.includes(name) || allowed.includes(`${name}/${subpath}`)
    ? undefined
    : `${owner} may not import ${target}`;
}
