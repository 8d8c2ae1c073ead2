/**
 * Which of the project's packages a package may import (sources; tests may also use testkit and local-servers).
 * The order of layers is that of CONTRIBUTING.md.
 */
const PURE = ['spec', 'expression', 'validation', 'engine', 'clock'];
const ADAPTERS = ['wire', 'event-log', 'read-model', 'runtime', 'local-servers'];
const KITS = ['service-kit', 'client', 'testkit'];
const SERVICES = ['api', 'scheduler', 'executor', 'status'];

const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ['spec', []],
  ['clock', []],
  ['expression', ['spec']],
  ['validation', ['spec', 'expression']],
  ['engine', ['spec', 'expression', 'validation']],
  ...ADAPTERS.map((name): [string, string[]] => [name, [...PURE, 'wire']]),
  ['client', [...PURE, 'wire', 'service-kit']],
  ['service-kit', [...PURE, 'wire']],
  ['testkit', [...PURE, ...ADAPTERS, 'service-kit', 'client']],
  ...SERVICES.map((name): [string, string[]] => [name, [...PURE, ...ADAPTERS, 'service-kit']]),
]);
const TEST_ONLY = [...ADAPTERS, ...KITS];

/** Imports that go against the layers, or reach into another package's folder. */
export function layerProblems(path: string, text: string): string[] {
  const owner = /^(?:packages|services)\/([^/]+)\//.exec(path)?.[1];
  const allowed = owner === undefined ? undefined : ALLOWED.get(owner);
  if (owner === undefined || allowed === undefined) return [];
  const isTest = /\.test\.ts$|\/testing\/|-suite\.ts$/.test(path);
  const problems: string[] = [];
  for (const match of text.matchAll(/from '([^']+)'|import\('([^']+)'\)/g)) {
    const target = match[1] ?? match[2] ?? '';
    const name = /^@tiphys\/([^/]+)/.exec(target)?.[1];
    if (
      name !== undefined &&
      name !== owner &&
      !allowed.includes(name) &&
      !(isTest && TEST_ONLY.includes(name))
    ) {
      problems.push(`${path}: ${owner} may not import ${target}`);
    }
    if (target.startsWith('.') && target.includes('packages/')) {
      problems.push(`${path}: reaches into another package: ${target}`);
    }
  }
  return problems;
}
